using Microsoft.AspNetCore.Hosting.Server;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Access;
using Slipway.Gateway.Calling;
using Slipway.Gateway.Console.Feed;
using Slipway.Gateway.Console.Hosting;
using Slipway.Gateway.Console.Layout;
using Slipway.Gateway.Console.Orders;
using Slipway.Gateway.Console.Playground;
using Slipway.Gateway.Console.Security;
using Slipway.Gateway.Console.Traffic;
using Slipway.Gateway.Hosting;
using Slipway.Gateway.Pipelines.Endpoints;
using Slipway.Gateway.Pipelines.Views;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Console;

internal static class ConsoleServices
{
    private const string Unix = "unix:";

    /// <summary>What the gateway needs of the console: next to nothing, before somebody opens it.</summary>
    public static void AddConsole(this IServiceCollection services, GatewayArguments arguments, GatewayConfig config)
    {
        if (!config.Console)
            return;
        if (arguments.Api is { } api)
            services.AddSingleton<IFleet>(_ => new FleetClient(api[Unix.Length..]));
        services.AddSingleton<TrafficReader>();
        services.AddSingleton<TrafficHistory>();
        services.AddHostedService<TrafficSampler>();
        services.AddSingleton<FleetFeed>();
        services.AddSingleton<ConsoleOrigin>();
        services.AddSingleton<ConsoleSessions>();
        services.AddSingleton<LoginEndpoint>();
        services.AddSingleton<ConsoleHost>();
        services.AddSingleton<CircuitGate>();
        services.AddSingleton<ConsoleEndpoints>();
    }

    /// <summary>What pages need: the gateway's own objects, and one of each kind below for a circuit.</summary>
    public static void Share(IServiceProvider gateway, IServiceCollection services)
    {
        // The console begins and ends with the gateway; connections of circuits are closed when that stops.
        Share<IHostApplicationLifetime>();
        Share<IServer>();
        Share<ILoggerFactory>();
        Share<TimeProvider>();
        Share<GatewayConfig>();
        Share<TableStore>();
        Share<FleetFeed>();
        Share<TrafficHistory>();
        Share<ConsoleOrigin>();
        Share<ConsoleSessions>();
        Share<AccessGate>();
        Share<IModelCaller>();
        Share<IFleet>();
        Share<PipelineGraphs>();
        Share<PipelineDescriber>();
        Share<PipelinePages>();
        Share<TypedEndpoint>();
        services.AddSingleton<ReplicaClient>();
        services.AddSingleton<PlaygroundForms>();
        services.AddSingleton<PlaygroundCalls>();
        services.AddScoped<Viewer>();
        services.AddScoped<Announcer>();
        services.AddScoped<Confirmation>();
        services.AddScoped<FleetOrders>();
        services.AddScoped<ThemeChoice>();
        services.AddScoped<ViewerClock>();

        void Share<T>()
            where T : class
        {
            if (gateway.GetService<T>() is { } shared)
                services.AddSingleton(shared);
        }
    }
}
