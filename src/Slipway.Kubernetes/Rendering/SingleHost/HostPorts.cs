namespace Slipway.Kubernetes.Rendering.SingleHost;

/// <summary>
/// Where services listen on a single host: two ports each, in the order of their names, below those that fleets of processes
/// take (20000 to 31999).
/// </summary>
internal static class HostPorts
{
    private const int First = 19000;
    private const int Last = 19999;

    public const string Host = "127.0.0.1";

    /// <exception cref="RenderException">There are too many services.</exception>
    public static (int Http, int Grpc) Of(FleetContext fleet, FleetService service)
    {
        var place = 0;
        while (fleet.Services[place].Name != service.Name)
        {
            place++;
        }

        var port = First + (2 * place);
        return port < Last
            ? (port, port + 1)
            : throw new RenderException([
                $"The fleet has {fleet.Services.Count} services, and a single host has ports for {(Last - First + 1) / 2}.",
            ]);
    }

    /// <summary>Where services find the gateway.</summary>
    public static (string Http, string Grpc) GatewayOf(FleetContext fleet)
    {
        var gateway = fleet.Manifest.Gateway;
        var host = gateway.Host is "*" or "localhost" or "0.0.0.0" or "::" ? Host : gateway.Host;
        if (host.Contains(':', StringComparison.Ordinal))
            host = $"[{host}]";
        var (http, grpc) = fleet.GatewayPorts;
        return ($"http://{host}:{http}", $"http://{host}:{grpc}");
    }
}
