using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.AspNetCore.Rest;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>Triton's "Statistics Extension" over REST.</summary>
internal static class StatisticsEndpoints
{
    public static void MapStatistics(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRestGet("/v2/models/stats", AllAsync);
        endpoints.MapRestGet("/v2/models/{model}/stats", OneAsync);
        endpoints.MapRestGet("/v2/models/{model}/versions/{version}/stats", OneAsync);
    }

    private static Task AllAsync(HttpContext context) =>
        WriteAsync(context, ModelStatisticsBody.From(Plane(context).Statistics(null)));

    private static Task OneAsync(HttpContext context) =>
        WriteAsync(context, ModelStatisticsBody.From(Plane(context).Statistics(RouteModel.Read(context))));

    private static DataPlane Plane(HttpContext context) => context.RequestServices.GetRequiredService<DataPlane>();

    private static Task WriteAsync(HttpContext context, ModelStatisticsBody body) =>
        context.Response.WriteAsJsonAsync(body, StatisticsContext.Default.ModelStatisticsBody);
}
