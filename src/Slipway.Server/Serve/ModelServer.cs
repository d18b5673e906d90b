using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Slipway.AspNetCore;
using Slipway.Errors;
using Slipway.Runtimes.Onnx;
using Slipway.Server.Runtimes;

namespace Slipway.Server.Serve;

/// <summary>Puts the server together and runs it until it is told to stop.</summary>
internal static class ModelServer
{
    public static async Task<int> RunAsync(ServeOptions options, CancellationToken cancellationToken)
    {
        if (Preflight.ProblemOfOptions(options) is { } wrong)
            return await RefuseAsync(wrong, ExitCodes.Usage);
        ServeFiles files;
        try
        {
            files = ServeFiles.Read(options);
        }
        catch (ServingException e)
        {
            return await RefuseAsync(e.Message, ExitCodes.Usage);
        }

        NativeHeap.GiveBackWhatIsFreed();
        // Tens of milliseconds that a second CPU can spend while the host is put together. Should it fail, the first model
        // to be loaded says so.
        var prepared = Task.Run(OnnxRuntime.Prepare, CancellationToken.None);
        try
        {
            return await ServeAsync(options, files, cancellationToken);
        }
        finally
        {
            // A process that ends while the library is being loaded may crash at its end.
            await prepared.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<int> ServeAsync(
        ServeOptions options,
        ServeFiles files,
        CancellationToken cancellationToken
    )
    {
        if (await Preflight.ProblemOfPathsAsync(options, cancellationToken) is { } missing)
            return await RefuseAsync(missing, ExitCodes.ModelNotFound);

        // Not the current folder, where somebody else's appsettings.json may lie.
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Logging.ClearProviders().SetMinimumLevel(options.LogLevel).AddServerConsole();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));
        var bar = DownloadBar.HasTerminal
            ? new DownloadBar(Console.Error, DownloadBar.TerminalWidth, TimeProvider.System)
            : null;
        if (bar is not null)
            builder.Services.AddHostedService(_ => bar);
        builder
            .Services.AddOptions<ModelServerOptions>()
            .Configure<ILoggerFactory>(
                (server, logs) =>
                {
                    foreach (var runtime in ServerRuntimes.Create(options.MoreRuntimes, options.Imports, logs))
                    {
                        server.AddRuntime(runtime);
                    }
                }
            );
        builder.Services.AddModelServer(server =>
        {
            server.ServerName = options.ServerName ?? server.ServerName;
            server.MaxRequestBytes = options.MaxRequestBytes;
            server.DrainDelay = options.DrainDelay;
            server.Readiness = options.Readiness;
            server.SharedMemory = options.SharedMemory;
            server.Management = options.Management.Mode;
            server.Lifecycle = server.Lifecycle with { MemoryBudget = options.MemoryBudget };
            server.Sources = server.Sources with { PollInterval = options.Poll, SettleTime = options.Settle };
            server.TraceFile = options.TraceFile;
            server.Remote.CacheDirectory = options.CacheDirectory;
            server.Remote.MaxModelBytes = options.MaxModelBytes;
            server.Remote.PollInterval = options.RemotePoll;
            server.Remote.AllowHttp = options.AllowHttp;
            server.Remote.TransferStarted = bar is null ? null : bar.Show;
            server.Remote.ProgressIsShown = bar is not null;
            foreach (var path in options.Paths)
            {
                if (options.Name is { } name)
                    server.AddModel(name, path);
                else
                    server.AddModel(path);
            }

            foreach (var model in files.Models)
            {
                server.AddModel(model);
            }
        });
        builder.Services.AddHostedService<ReadyAnnouncer>();
        if (options.ParentProcess is { } parent)
            builder.Services.AddHostedService(services =>
                ActivatorUtilities.CreateInstance<ParentWatch>(services, parent)
            );

        await using var app = builder.Build();
        app.MapInference();
        foreach (var remark in files.Remarks)
        {
            app.Logger.Remark(remark);
        }

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
        catch (SocketException e)
        {
            await Console.Error.WriteLineAsync(
                $"slipway: cannot listen on {options.Host}, ports {options.HttpPort} and {options.GrpcPort}: {e.Message}. "
                    + "Choose an address of this machine with --host, and ports that this user may open with --http-port "
                    + "and --grpc-port."
            );
            return ExitCodes.Failed;
        }
    }

    private static async Task<int> RefuseAsync(string problem, int exitCode)
    {
        await Console.Error.WriteLineAsync($"slipway: {problem}");
        return exitCode;
    }

    private static void Listen(KestrelServerOptions kestrel, ServeOptions options)
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
