using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Slipway.AspNetCore;
using Slipway.Runtimes.Onnx;

namespace Slipway.Server.Serve;

/// <summary>Puts the server together and runs it until it is told to stop.</summary>
internal static class ModelServer
{
    public static async Task<int> RunAsync(ServeOptions options, CancellationToken cancellationToken)
    {
        if (Preflight.Problem(options) is { } problem)
        {
            await Console.Error.WriteLineAsync($"slipway: {problem}");
            return ExitCodes.ModelNotFound;
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(options.LogLevel).AddServerConsole();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));
        builder.Services.AddModelServer(server =>
        {
            server.AddRuntime(new OnnxRuntime());
            server.ServerName = options.ServerName ?? server.ServerName;
            server.MaxRequestBytes = options.MaxRequestBytes;
            server.DrainDelay = options.DrainDelay;
            server.Readiness = options.Readiness;
            foreach (var path in options.Paths)
            {
                if (options.Name is { } name)
                    server.AddModel(name, path);
                else
                    server.AddModel(path);
            }
        });
        builder.Services.AddHostedService<ReadyAnnouncer>();
        if (options.ParentProcess is { } parent)
            builder.Services.AddHostedService(services =>
                ActivatorUtilities.CreateInstance<ParentWatch>(services, parent)
            );

        await using var app = builder.Build();
        app.MapInference();
        try
        {
            await app.RunAsync(cancellationToken);
            return ExitCodes.Ok;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync(
                $"slipway: {e.Message} Choose another with --http-port and --grpc-port (0 takes any free one)."
            );
            return ExitCodes.Failed;
        }
    }

    private static void Listen(KestrelServerOptions kestrel, ServeOptions options)
    {
        kestrel.AddServerHeader = false;
        Listen(options.HttpPort, HttpProtocols.Http1);
        Listen(options.GrpcPort, HttpProtocols.Http2);

        void Listen(int port, HttpProtocols protocols)
        {
            switch (options.Host)
            {
                case "*" or "+":
                    kestrel.ListenAnyIP(port, endpoint => endpoint.Protocols = protocols);
                    break;
                case "localhost" when port != 0:
                    kestrel.ListenLocalhost(port, endpoint => endpoint.Protocols = protocols);
                    break;
                default:
                    var address = options.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(options.Host);
                    kestrel.Listen(address, port, endpoint => endpoint.Protocols = protocols);
                    break;
            }
        }
    }
}
