using Slipway.AspNetCore;
using Slipway.AspNetCore.Service;
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
            return await ServiceHost.RefuseAsync(wrong, ExitCodes.Usage);
        ServeFiles files;
        try
        {
            files = ServeFiles.Read(options);
        }
        catch (ServingException e)
        {
            return await ServiceHost.RefuseAsync(e.Message, ExitCodes.Usage);
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
            return await ServiceHost.RefuseAsync(missing, ExitCodes.ModelNotFound);

        // Not the current folder, where somebody else's appsettings.json may lie.
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        ServiceHost.Configure(builder, options.Service);
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
            server.Management = options.Service.Management.Mode;
            server.Mcp = options.Mcp;
            foreach (var origin in options.McpOrigins)
            {
                server.McpOrigins.Add(origin);
            }

            server.Lifecycle = server.Lifecycle with { MemoryBudget = options.MemoryBudget };
            server.Sources = server.Sources with { PollInterval = options.Poll, SettleTime = options.Settle };
            server.TraceFile = options.TraceFile;
            server.Remote.CacheDirectory = options.CacheDirectory;
            server.Remote.MaxModelBytes = options.MaxModelBytes;
            server.Remote.PollInterval = options.RemotePoll;
            server.Remote.AllowHttp = options.AllowHttp;
            server.Remote.RegistryAuthorities = options.RegistryAuthorities;
            server.Remote.MaxCacheBytes = options.MaxCacheBytes;
            server.Remote.RegistryCheck = files.Signed;
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
        builder.Services.AddHostedService<StartupMemoryService>();

        await using var app = builder.Build();
        app.MapInference();
        foreach (var remark in files.Remarks)
        {
            app.Logger.Remark(remark);
        }

        return await ServiceHost.RunAsync(app, options.Service, cancellationToken);
    }
}
