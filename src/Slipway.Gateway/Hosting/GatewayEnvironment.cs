using System.Globalization;
using Slipway.Deployment.Manifest;

namespace Slipway.Gateway.Hosting;

/// <summary>
/// How a gateway is configured that is given no file: environment variables say where it listens, as they do to the servers in
/// images; everything else is as by default.
/// </summary>
/// <param name="variable">A variable of the environment; null where it is not set.</param>
internal sealed class GatewayEnvironment(Func<string, string?> variable)
{
    private const string Host = "SLIPWAY_HOST";
    private const string HttpPort = "SLIPWAY_HTTP_PORT";
    private const string GrpcPort = "SLIPWAY_GRPC_PORT";

    public static GatewayEnvironment OfProcess { get; } = new(Environment.GetEnvironmentVariable);

    /// <param name="problem">What is wrong with a variable, in words.</param>
    /// <returns>Null where something is wrong.</returns>
    public GatewayConfig? Read(out string? problem)
    {
        var config = new GatewayConfig();
        problem = Port(HttpPort, config.Port, out var http) ?? Port(GrpcPort, config.GrpcPort, out _);
        if (problem is not null)
            return null;
        _ = Port(GrpcPort, config.GrpcPort, out var grpc);
        return config with { Host = Value(Host) ?? config.Host, Port = http, GrpcPort = grpc };
    }

    private string? Value(string name) => variable(name) is { Length: > 0 } value ? value : null;

    private string? Port(string name, int usual, out int port)
    {
        port = usual;
        return
            Value(name) is not { } text
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535)
            ? null
            : $"the environment variable {name} must be a port from 0 to 65535, not '{text}'.";
    }
}
