using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Control;
using Slipway.Gateway.Tls;

namespace Slipway.Gateway.Hosting;

/// <summary>
/// The listeners: REST first, gRPC second, control behind them, an operator's last; where this gateway succeeds another, control first, since the others open
/// when it has been told its routes (<see cref="GatewayTransport"/>).
/// </summary>
internal static class GatewayListeners
{
    // Each request in flight is a connection over HTTP/1.1; as many again may be kept open by clients that pause.
    private const int ConnectionsPerRequest = 2;

    public static void Listen(KestrelServerOptions kestrel, GatewayConfig config, GatewayArguments arguments)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = config.MaxRequestBytes;
        limits.MaxConcurrentConnections = (long)config.MaxConcurrency * ConnectionsPerRequest;
        limits.MaxRequestHeadersTotalSize = 32 << 10;
        limits.MaxRequestHeaderCount = 100;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.Http2.MaxStreamsPerConnection = 1000;

        // In cleartext one port cannot offer both.
        var rest = config.Tls is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
        if (arguments.TakesOver.Count > 0)
            ListenForControl(kestrel, arguments.Control);
        Listen(kestrel, config.Host, config.Port, listener => Use(listener, rest));
        Listen(kestrel, config.Host, config.GrpcPort, listener => Use(listener, HttpProtocols.Http2));
        if (arguments.TakesOver.Count == 0)
            ListenForControl(kestrel, arguments.Control);
        if (arguments.Remote is { } remote)
            Listen(
                kestrel,
                config.Host,
                remote.Port,
                listener =>
                {
                    listener.Protocols = HttpProtocols.Http1;
                    listener.UseRemoteControl();
                }
            );
    }

    private static void ListenForControl(KestrelServerOptions kestrel, EndPoint control)
    {
        if (control is UnixDomainSocketEndPoint socket)
            File.Delete(socket.ToString());
        kestrel.Listen(
            control,
            listener =>
            {
                listener.Protocols = HttpProtocols.Http1;
                listener.UseControl();
            }
        );
    }

    private static void Use(ListenOptions listener, HttpProtocols protocols)
    {
        listener.Protocols = protocols;
        listener.UseTls();
    }

    /// <summary>What is wrong with where to listen and whom to let in, in words; null for nothing.</summary>
    public static string? Problem(GatewayConfig config)
    {
        if (config.Port != 0 && config.Port == config.GrpcPort)
            return $"gateway.port and gateway.grpc_port are both {config.Port}; give each one of its own.";
        if (config.Auth is { KeysFile: null, Jwt: null })
            return "gateway.auth has neither keys_file nor jwt; give one of them, or leave auth out to let everybody in.";
        return config.Host is "*" or "localhost" || IPAddress.TryParse(config.Host, out _)
            ? null
            : $"gateway.host '{config.Host}' is no IP address; give one, 'localhost', or '*' for all interfaces.";
    }

    private static void Listen(KestrelServerOptions kestrel, string host, int port, Action<ListenOptions> configure)
    {
        switch (host)
        {
            case "*":
                kestrel.ListenAnyIP(port, configure);
                break;
            case "localhost" when port != 0:
                kestrel.ListenLocalhost(port, configure);
                break;
            default:
                kestrel.Listen(host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(host), port, configure);
                break;
        }
    }
}
