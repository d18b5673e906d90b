using System.Text.Json.Serialization.Metadata;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Hosting;
using Slipway.Gateway.Recognition;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Surfaces;

/// <summary>What concerns all services, over REST: the gateway answers it as one model server would.</summary>
internal sealed class OwnEndpoints(TableStore tables, FleetReadiness readiness)
{
    private static readonly string[] Get = [HttpMethods.Get, HttpMethods.Head];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        MapGet("/v2", context => WriteAsync(context, Server, OwnBodyContext.Default.ServerBody));
        MapGet("/v2/health/live", context => WriteAsync(context, new LiveBody(true), OwnBodyContext.Default.LiveBody));
        MapGet("/v2/health/ready", ReadyAsync);
        MapGet(
            "/v1/models",
            context =>
                WriteAsync(context, new ModelsBody([.. tables.Current.Models]), OwnBodyContext.Default.ModelsBody)
        );
        endpoints.MapPost("/v2/repository/index", (RequestDelegate)IndexAsync);

        void MapGet(string path, RequestDelegate handler) => endpoints.MapMethods(path, Get, handler);
    }

    public static Task UnknownAsync(HttpContext context) =>
        FailureWriter.WriteAsync(
            context,
            Surface.Rest,
            Refusal.NotFound($"There is no endpoint {context.Request.Method} {context.Request.Path}.")
        );

    private static ServerBody Server { get; } =
        new(
            GatewayInfo.Name,
            GatewayInfo.Version,
            [
                "binary_tensor_data",
                "classification",
                "generate",
                "model_configuration",
                "model_repository",
                "parameters",
                "sequence",
                "statistics",
            ]
        );

    private Task ReadyAsync(HttpContext context) =>
        readiness.WhyNot() is { } why
            ? FailureWriter.WriteAsync(context, Surface.Rest, Refusal.Unavailable(why))
            : WriteAsync(context, new ReadyBody(true, true), OwnBodyContext.Default.ReadyBody);

    private Task IndexAsync(HttpContext context) =>
        WriteAsync(context, [.. Index(tables.Current)], OwnBodyContext.Default.IReadOnlyListIndexEntryBody);

    /// <summary>All models, and the pipelines.</summary>
    public static IEnumerable<IndexEntryBody> Index(GatewayTable table)
    {
        foreach (var name in table.Models)
        {
            var isReady = !table.TryFindModel(name, out var service) || FleetReadiness.TakesRequests(service);
            yield return isReady
                ? new IndexEntryBody(name, "READY", null)
                : new IndexEntryBody(name, "UNAVAILABLE", $"no replica of service '{service!.Name}' is ready");
        }
    }

    private static Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(body, type, cancellationToken: context.RequestAborted);
}
