using Microsoft.Extensions.Logging.Console;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Access;
using Slipway.Gateway.Console;
using Slipway.Gateway.Control;
using Slipway.Gateway.Forwarding;
using Slipway.Gateway.Pipelines.Endpoints;
using Slipway.Gateway.Surfaces;
using Slipway.Gateway.Telemetry;

namespace Slipway.Gateway.Hosting;

/// <summary>The composition root.</summary>
internal static class GatewayApplication
{
    // Requests that are in flight get as long as the longest of the usual time-outs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="arguments">Of the command line.</param>
    /// <param name="config">Checked.</param>
    /// <param name="configure">Puts other services in the place of these, for tests.</param>
    public static WebApplication Build(
        GatewayArguments arguments,
        GatewayConfig config,
        Action<IServiceCollection>? configure = null
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(arguments.LogLevel);
        AddLog(builder.Logging);
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => GatewayListeners.Listen(kestrel, config, arguments));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = arguments.Drain + Patience);
        builder.Services.AddGateway(arguments, config);
        configure?.Invoke(builder.Services);
        var application = builder.Build();
        Use(application);
        return application;
    }

    private static void Use(WebApplication application)
    {
        var services = application.Services;
        var control = services.GetRequiredService<ControlEndpoints>();
        var requests = services.GetRequiredService<ModelRequests>();
        application.Use(next =>
            context => ControlListener.Took(context) ? control.AnswerAsync(context) : next(context)
        );
        if (services.GetService<RemoteControl>() is { } remote)
            application.Use(next =>
                context => ControlListener.TookRemotely(context) ? remote.AnswerAsync(context) : next(context)
            );
        var draining = services.GetRequiredService<Draining>();
        application.Use(next =>
            context =>
            {
                draining.Mark(context);
                return next(context);
            }
        );
        var access = services.GetRequiredService<AccessGate>();
        if (!access.IsOpen)
            application.Use(next => context => access.HandleAsync(context, next));
        application.Use(next => context => requests.HandleAsync(context, next));
        if (services.GetService<ConsoleEndpoints>() is { } console)
            application.Use(next => context => console.HandleAsync(context, next));
        application.UseRouting();
        services.GetRequiredService<ProbeEndpoints>().Map(application);
        services.GetRequiredService<OwnEndpoints>().Map(application);
        services.GetRequiredService<MetricsEndpoint>().Map(application);
        services.GetRequiredService<PipelinePages>().Map(application);
        application.MapGrpcService<OwnInferenceService>();
        application.MapGrpcService<OwnHealthService>();
        application.MapGrpcReflectionService();
        application.MapFallback(OwnEndpoints.UnknownAsync);
    }

    private static void AddLog(ILoggingBuilder logging) =>
        logging
            .AddFilter("Microsoft", LogLevel.Warning)
            // As long as it may speak it opens a scope for every request.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            // Failures to forward are told by the gateway, in its own words.
            .AddFilter("Yarp", LogLevel.None)
            .AddFilter("Grpc", LogLevel.Warning)
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
                console.ColorBehavior = LoggerColorBehavior.Disabled;
            })
            .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
