using Slipway.Containers;
using Slipway.Deployment.Fleet;
using Slipway.Supervisor.Api;
using Slipway.Supervisor.Containers;
using Slipway.Supervisor.Fleets;
using Slipway.Supervisor.Logs;
using Slipway.Supervisor.Processes;
using Slipway.Supervisor.Revisions;
using Slipway.Supervisor.Services;
using Slipway.Supervisor.State;

namespace Slipway.Supervisor;

/// <summary>Puts the supervisor together and runs it until its fleet has ended.</summary>
internal static class SupervisorHost
{
    /// <summary>The exit code where another supervisor runs the same fleet.</summary>
    public const int IsTaken = 3;

    private const int Failed = 1;
    private const long LargestLog = 4 << 20;

    public static async Task<int> RunAsync(SupervisorArguments arguments, CancellationToken cancellationToken)
    {
        var place = arguments.Place;
        try
        {
            PrivateFolder.Create(place.State);
            PrivateFolder.Create(place.Runtime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"slipway: {e.Message}");
            return Failed;
        }

        using var taken = SingleInstance.TryTake(Path.Combine(place.State, "supervisor.lock"));
        if (taken is null)
        {
            await Console.Error.WriteLineAsync($"slipway: another supervisor runs the fleet of {place.State}.");
            return IsTaken;
        }

        if (arguments.Detach)
        {
            Detachment.Detach(place.SupervisorLog);
            Console.SetOut(
                new RotatedLog(
                    place.SupervisorLog,
                    LargestLog,
                    () => Detachment.WriteTo(place.SupervisorLog),
                    Console.OpenStandardOutput
                )
            );
        }

        // What a supervisor that was killed has left.
        File.Delete(place.Socket);
        using var store = new StateStore(Path.Combine(place.State, "fleet.db"));
        await using var application = Build(place, store);
        application.MapFleet(application.Services.GetRequiredService<IFleet>());
        await application.RunAsync(cancellationToken);
        return 0;
    }

    private static WebApplication Build(FleetPlace place, StateStore store)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        builder
            .Logging.ClearProviders()
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
            });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(place.Socket);
            kestrel.Limits.MaxRequestBodySize = 16 << 20;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder
            .Services.AddSingleton(TimeProvider.System)
            .AddSingleton(place)
            .AddSingleton(store)
            .AddSingleton<FleetLoop>()
            .AddSingleton(services => new LogCollector(
                PrivateFolder.Create(Path.Combine(place.State, "logs")),
                TimeProvider.System,
                services.GetRequiredService<ILogger<LogCollector>>()
            ))
            .AddSingleton(new ContentStore(Path.Combine(place.State, "contents")))
            .AddSingleton<RevisionFactory>()
            .AddSingleton(_ => new EngineLink(ContainerEngine.ConnectAsync))
            .AddSingleton(services => new ContainerHost(
                Path.GetFileName(place.State),
                services.GetRequiredService<EngineLink>(),
                Path.Combine(place.State, "containers"),
                services.GetRequiredService<LogCollector>().Open,
                TimeProvider.System,
                services.GetRequiredService<ILoggerFactory>().CreateLogger("Slipway.Supervisor")
            ))
            .AddSingleton(services => new ReplicaKit(
                new TargetHost(
                    new ProcessHost(
                        Path.GetFileName(place.State),
                        TimeProvider.System,
                        services.GetRequiredService<ILoggerFactory>().CreateLogger("Slipway.Supervisor")
                    ),
                    services.GetRequiredService<ContainerHost>()
                ),
                store,
                services.GetRequiredService<LogCollector>(),
                new PortAllocator(new Random()),
                // Replicas are on this machine, whatever proxy the environment names.
                new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
                {
                    Timeout = Timeout.InfiniteTimeSpan,
                },
                TimeProvider.System,
                services.GetRequiredService<ILoggerFactory>().CreateLogger("Slipway.Supervisor"),
                services.GetRequiredService<FleetLoop>().Wake
            ))
            .AddSingleton<FleetController>()
            .AddSingleton<IFleet, LocalFleet>()
            .AddHostedService(services => services.GetRequiredService<LogCollector>())
            .AddHostedService<FleetService>();
        return builder.Build();
    }
}
