using System.Text;
using Slipway.Gateway.Statistics;

namespace Slipway.Gateway.Telemetry;

/// <summary>
/// <c>/metrics</c>: what the OpenTelemetry exporter says, followed by the counts of services, which are instruments only where a
/// collector wants them. The exporter negotiates the format.
/// </summary>
internal sealed class MetricsEndpoint(TrafficReporter reporter)
{
    private static readonly byte[] End = "# EOF\n"u8.ToArray();

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var exporter = endpoints
            .CreateApplicationBuilder()
            .UseOpenTelemetryPrometheusScrapingEndpoint(_ => true)
            .Build();
        endpoints.MapGet("/metrics", (RequestDelegate)(context => ScrapeAsync(context, exporter)));
    }

    private async Task ScrapeAsync(HttpContext context, RequestDelegate exporter)
    {
        var response = context.Response;
        var (body, exported) = (response.Body, new MemoryStream());
        response.Body = exported;
        try
        {
            await exporter(context);
        }
        finally
        {
            response.Body = body;
        }

        var page = exported.GetBuffer().AsMemory(0, (int)exported.Length);
        if (response.StatusCode != StatusCodes.Status200OK || TelemetryServices.Exports)
        {
            await body.WriteAsync(page, context.RequestAborted);
            return;
        }

        var openMetrics = response.ContentType?.StartsWith("application/openmetrics", StringComparison.Ordinal) == true;
        var ours = Encoding.UTF8.GetBytes(TrafficExposition.Write(reporter.Report(), openMetrics));
        response.ContentType ??= "text/plain; charset=utf-8; version=0.0.4";
        var hasEnd = page.Span.EndsWith(End);
        response.ContentLength = page.Length + ours.Length;
        await body.WriteAsync(hasEnd ? page[..^End.Length] : page, context.RequestAborted);
        await body.WriteAsync(ours, context.RequestAborted);
        if (hasEnd)
            await body.WriteAsync(End, context.RequestAborted);
    }
}
