using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.Telemetry;

/// <summary>
/// <c>/metrics</c>: what the OpenTelemetry exporter says, which names things its own way, followed in the same answer by
/// Triton's metrics under the names that its dashboards ask for. The exporter negotiates the format.
/// </summary>
internal sealed class MetricsEndpoint(ModelManager models)
{
    private static readonly byte[] End = "# EOF\n"u8.ToArray();

    private readonly MachineMetrics _machine = new();

    public void Map(IEndpointRouteBuilder endpoints, string path)
    {
        var exporter = endpoints
            .CreateApplicationBuilder()
            .UseOpenTelemetryPrometheusScrapingEndpoint(_ => true)
            .Build();
        endpoints.Map(path, (RequestDelegate)(context => ScrapeAsync(context, exporter)));
    }

    private async Task ScrapeAsync(HttpContext context, RequestDelegate exporter)
    {
        var response = context.Response;
        var (body, own) = (response.Body, new MemoryStream());
        response.Body = own;
        try
        {
            await exporter(context);
        }
        finally
        {
            response.Body = body;
        }

        if (response.StatusCode != StatusCodes.Status200OK)
        {
            await body.WriteAsync(own.GetBuffer().AsMemory(0, (int)own.Length), context.RequestAborted);
            return;
        }

        var openMetrics = response.ContentType?.StartsWith("application/openmetrics", StringComparison.Ordinal) == true;
        var exported = own.GetBuffer().AsMemory(0, (int)own.Length);
        var hasEnd = exported.Span.EndsWith(End);
        if (hasEnd)
            exported = exported[..^End.Length];
        var ours = Encoding.UTF8.GetBytes(Section(openMetrics));
        response.ContentType ??= "text/plain; charset=utf-8; version=0.0.4";
        response.ContentLength = exported.Length + ours.Length + (hasEnd ? End.Length : 0);
        await body.WriteAsync(exported, context.RequestAborted);
        await body.WriteAsync(ours, context.RequestAborted);
        if (hasEnd)
            await body.WriteAsync(End, context.RequestAborted);
    }

    private string Section(bool openMetrics)
    {
        var writer = new ExpositionWriter(openMetrics);
        TritonMetrics.Write(writer, models.Statuses);
        _machine.Write(writer);
        return writer.ToString();
    }
}
