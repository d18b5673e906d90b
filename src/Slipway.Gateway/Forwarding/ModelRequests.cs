using Slipway.Gateway.Failures;
using Slipway.Gateway.Recognition;
using Slipway.Gateway.Recognition.Grpc;
using Slipway.Gateway.Routing;
using Slipway.Gateway.Surfaces;

namespace Slipway.Gateway.Forwarding;

/// <summary>
/// Comes before all endpoints: requests over REST that are for a model or a service go there; everything else is the gateway's own.
/// </summary>
internal sealed class ModelRequests(
    TableStore tables,
    Forwarder forwarder,
    GrpcRequests grpc,
    PipelineRequests pipelines
)
{
    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (GrpcMethods.IsGrpc(context.Request))
            return grpc.HandleAsync(context, next);
        var path = context.Request.Path.Value!;
        var target = RestPaths.Recognize(path);
        var table = tables.Current;
        switch (target.Kind)
        {
            case RestKind.Model when table.TryFindModel(Unescaped(target.Model), out var service):
                if (service.Split.Length == 0 && IsReadiness(target.Rest))
                    return OwnEndpoints.AnswerReadyAsync(context, target.Model.ToString(), service);
                return ForwardAsync(context, service, PathAndQuery(context.Request), target.Rest);
            case RestKind.Model when table.TryFindPipeline(Unescaped(target.Model), out var pipeline):
                return pipelines.AnswerAsync(context, Surface.Rest, pipeline);
            case RestKind.Model:
                return Refuse(Refusals.NoSuchModel(target.Model.ToString(), table));
            case RestKind.Service when table.TryFindService(target.Model.ToString(), out var service):
                return ForwardAsync(
                    context,
                    service,
                    Below(context.Request, target.Rest),
                    target.Rest,
                    isOnce: !IsIdempotent(context.Request.Method)
                );
            case RestKind.Service:
                return Refuse(Refusals.NoSuchService(target.Model.ToString(), table));
            case RestKind.Management:
                return Refuse(Refusals.OfOneServer(path));
            default:
                return next(context);
        }

        Task Refuse(Refusal refusal) => FailureWriter.WriteAsync(context, Surface.Rest, refusal);
    }

    private Task ForwardAsync(
        HttpContext context,
        ServiceRouting service,
        string path,
        ReadOnlySpan<char> rest,
        bool isOnce = false
    ) =>
        forwarder.ForwardAsync(
            context,
            new Inbound
            {
                Surface = Surface.Rest,
                Service = service,
                PathAndQuery = path,
                // All that is got with GET is about a model.
                IsInference = HttpMethods.IsPost(context.Request.Method),
                Length = context.Request.ContentLength,
                IsOpenEnded = rest.EndsWith("/generate_stream", StringComparison.Ordinal),
                IsOnce = isOnce,
            }
        );

    // What a service's own handlers do nobody here knows: RFC 9110, section 9.2.2.
    private static bool IsIdempotent(string method) =>
        HttpMethods.IsGet(method)
        || HttpMethods.IsHead(method)
        || HttpMethods.IsOptions(method)
        || HttpMethods.IsPut(method)
        || HttpMethods.IsDelete(method);

    // Whether a service that sleeps is ready is no reason to wake it.
    private static bool IsReadiness(ReadOnlySpan<char> rest) => rest.EndsWith("/ready", StringComparison.Ordinal);

    private static ReadOnlySpan<char> Unescaped(ReadOnlySpan<char> name) =>
        name.Contains('%') ? Uri.UnescapeDataString(name.ToString()) : name;

    private static string PathAndQuery(HttpRequest request) =>
        request.QueryString.HasValue
            ? request.Path.ToUriComponent() + request.QueryString.ToUriComponent()
            : request.Path.ToUriComponent();

    private static string Below(HttpRequest request, ReadOnlySpan<char> rest) =>
        rest.IsEmpty
            ? "/" + request.QueryString.ToUriComponent()
            : new PathString(rest.ToString()).ToUriComponent() + request.QueryString.ToUriComponent();
}
