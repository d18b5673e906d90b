using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Slipway.AspNetCore.OpenInference;
using Slipway.Serving.Telemetry;

namespace Slipway.AspNetCore.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>
    /// Meters for <c>/metrics</c> always; OTLP for metrics and traces only where the standard environment variable
    /// names a collector. Nothing is sent anywhere otherwise.
    /// </summary>
    public static void AddServingTelemetry(this IServiceCollection services)
    {
        var exports = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT"));
        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("slipway", serviceVersion: ServerInfo.Version))
            .WithMetrics(metrics =>
            {
                // No answer of the last 0.3 s again: both halves of the page tell of the same moment.
                metrics
                    .AddMeter(ServingTelemetry.SourceName)
                    .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0);
                if (exports)
                    metrics.AddOtlpExporter();
            });
        if (exports)
        {
            telemetry.WithTracing(traces =>
                traces.AddSource(ServingTelemetry.SourceName).AddAspNetCoreInstrumentation().AddOtlpExporter()
            );
        }
    }
}
