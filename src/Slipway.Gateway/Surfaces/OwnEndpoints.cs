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

    /// <summary>Readiness of a model whose service has no replica: ready is one whose requests wait for it.</summary>
    public static Task AnswerReadyAsync(HttpContext context, string model, ServiceRouting service) =>
        FleetReadiness.TakesRequests(service)
            ? WriteAsync(context, new ModelReadyBody(model, true), OwnBodyContext.Default.ModelReadyBody)
            : FailureWriter.WriteAsync(context, Surface.Rest, Refusals.NoReplica(service));

    private static ServerBody Server { get; } = new(GatewayInfo.Name, GatewayInfo.Version, GatewayInfo.Extensions);

    private Task ReadyAsync(HttpContext context) =>
        readiness.WhyNot() is { } why
            ? FailureWriter.WriteAsync(context, Surface.Rest, Refusal.Unavailable(why))
            : WriteAsync(context, new ReadyBody(true, true), OwnBodyContext.Default.ReadyBody);

    private Task IndexAsync(HttpContext context) =>
        WriteAsync(context, [.. readiness.Index(tables.Current)], OwnBodyContext.Default.IReadOnlyListIndexEntryBody);

    private static Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(body, type, cancellationToken: context.RequestAborted);
}
