using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Slipway.AspNetCore.Service;

/// <summary>The listeners of a process that serves models: REST first, gRPC last, management between them.</summary>
internal static class ServiceListeners
{
    /// <summary>What is wrong with where to listen, in words; null for nothing.</summary>
    public static string? Problem(ServiceOptions options)
    {
        if (options.HttpPort != 0 && options.HttpPort == options.GrpcPort)
            return $"--http-port and --grpc-port are both {options.HttpPort}; without TLS they cannot share a port.";
        if (options.Management is { Mode: ManagementMode.Listener, Port: not 0 and var port })
        {
            if (port == options.HttpPort || port == options.GrpcPort)
                return $"--management {port} is a port of inference; say --management inference, or give another port.";
        }

        return options.Host is "*" or "+" or "localhost" || IPAddress.TryParse(options.Host, out _)
            ? null
            : $"--host '{options.Host}' is no IP address; give one, 'localhost', or '*' for all interfaces.";
    }

    public static void Listen(KestrelServerOptions kestrel, ServiceOptions options)
    {
        kestrel.AddServerHeader = false;
        Listen(options.HttpPort, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        // The last of the addresses is taken for that of gRPC.
        if (options.Management.Mode == ManagementMode.Listener)
        {
            Listen(
                options.Management.Port,
                endpoint =>
                {
                    endpoint.Protocols = HttpProtocols.Http1;
                    endpoint.UseManagement();
                }
            );
        }

        Listen(options.GrpcPort, endpoint => endpoint.Protocols = HttpProtocols.Http2);

        void Listen(int port, Action<ListenOptions> configure)
        {
            switch (options.Host)
            {
                case "*" or "+":
                    kestrel.ListenAnyIP(port, configure);
                    break;
                case "localhost" when port != 0:
                    kestrel.ListenLocalhost(port, configure);
                    break;
                default:
                    var address = options.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(options.Host);
                    kestrel.Listen(address, port, configure);
                    break;
            }
        }
    }
}
