using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.AspNetCore.Errors;
using Slipway.AspNetCore.Hosting;
using Slipway.AspNetCore.Rest;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>
/// Open Inference Protocol V2, "Health": live, ready, and one readiness per model. Live never depends on a model.
/// A refusal names its cause. The bodies are those of the specification; Triton sends none, so no client of both needs
/// them.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRestGet("/v2/health/live", LiveAsync);
        endpoints.MapRestGet("/v2/health/ready", ReadyAsync);
        endpoints.MapRestGet("/v2/models/{model}/ready", ModelReadyAsync);
        endpoints.MapRestGet("/v2/models/{model}/versions/{version}/ready", ModelReadyAsync);
    }

    private static Task LiveAsync(HttpContext context) =>
        WriteAsync(context, new ServerLiveBody(Live: true), MetadataContext.Default.ServerLiveBody);

    private static Task ReadyAsync(HttpContext context)
    {
        var state = context.RequestServices.GetRequiredService<ServerState>();
        return state.WhyNotReady() is { } why
            ? HttpErrorWriter.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, why)
            : WriteAsync(
                context,
                new ServerReadyBody(Live: true, Ready: true),
                MetadataContext.Default.ServerReadyBody
            );
    }

    private static Task ModelReadyAsync(HttpContext context)
    {
        // It throws what is in the way: unknown, loading, failed with its cause.
        var model = RouteModel.Read(context);
        context.RequestServices.GetRequiredService<ModelManager>().EnsureTakesRequests(model);
        var body = new ModelReadyBody(model.Name, Ready: true);
        return WriteAsync(context, body, MetadataContext.Default.ModelReadyBody);
    }

    private static Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(body, type);
}
