using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Slipway.Gateway.Hosting;

namespace Slipway.Gateway.Telemetry;

internal static class TelemetryServices
{
    /// <summary>Whether the standard environment variable names a collector. Nothing is sent anywhere otherwise.</summary>
    public static bool Exports { get; } =
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT"));

    public static void AddGatewayTelemetry(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<TrafficInstruments>();
        services.AddSingleton<MetricsEndpoint>();
        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(GatewayInfo.Name, serviceVersion: GatewayInfo.Version))
            .WithMetrics(metrics =>
            {
                metrics
                    .AddMeter(GatewayTelemetry.Name)
                    .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0);
                if (Exports)
                    metrics.AddMeter(TrafficInstruments.Name).AddOtlpExporter();
            });
        if (Exports)
        {
            telemetry.WithTracing(traces =>
                traces.AddSource(GatewayTelemetry.Name).AddAspNetCoreInstrumentation().AddOtlpExporter()
            );
        }
    }
}
