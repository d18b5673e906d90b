using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.AspNetCore.Errors;
using Slipway.AspNetCore.Hosting;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>
/// Open Inference Protocol V2, "Health": live, ready, and one readiness per model. Live never depends on a model.
/// A refusal names its cause.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/v2/health/live", (RequestDelegate)(_ => Task.CompletedTask));
        endpoints.MapGet("/v2/health/ready", (RequestDelegate)ReadyAsync);
        var modelReady = HttpErrorWriter.Guard(ModelReadyAsync);
        endpoints.MapGet("/v2/models/{model}/ready", modelReady);
        endpoints.MapGet("/v2/models/{model}/versions/{version}/ready", modelReady);
    }

    private static Task ReadyAsync(HttpContext context)
    {
        var state = context.RequestServices.GetRequiredService<ServerState>();
        return state.WhyNotReady() is { } why ? HttpErrorWriter.WriteAsync(context, 503, why) : Task.CompletedTask;
    }

    private static Task ModelReadyAsync(HttpContext context)
    {
        // Describe throws what is in the way: unknown, loading, failed with its cause.
        context.RequestServices.GetRequiredService<DataPlane>().Describe(RouteModel.Read(context));
        return Task.CompletedTask;
    }
}
