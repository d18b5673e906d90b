using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.AspNetCore.Rest;
using Slipway.Serving.Telemetry;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>Where TensorFlow Serving's metrics are scraped.</summary>
internal static class PrometheusEndpoint
{
    public static void MapTensorFlowServingMetrics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapRestGet("/monitoring/prometheus/metrics", WriteAsync);

    private static Task WriteAsync(HttpContext context)
    {
        var books = context.RequestServices.GetRequiredService<ServingTelemetry>().Books;
        context.Response.ContentType = PrometheusPage.ContentType;
        return context.Response.WriteAsync(PrometheusPage.Of(books), context.RequestAborted);
    }
}
