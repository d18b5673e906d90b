using Slipway.Gateway.Calling;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Recognition;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Forwarding;

/// <summary>
/// Comes before all endpoints: requests that are for a model or a service go there; everything else is the gateway's own.
/// </summary>
internal sealed class ModelRequests(TableStore tables, Forwarder forwarder, IServiceProvider services)
{
    private readonly Lazy<IPipelineHost?> _pipelines = new(services.GetService<IPipelineHost>);

    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value!;
        var target = RestPaths.Recognize(path);
        var table = tables.Current;
        switch (target.Kind)
        {
            case RestKind.Model when table.TryFindModel(Unescaped(target.Model), out var service):
                return forwarder.ForwardAsync(context, Surface.Rest, service, PathAndQuery(context.Request));
            case RestKind.Model
                when table.TryFindPipeline(Unescaped(target.Model), out var pipeline) && _pipelines.Value is { } host:
                return host.AnswerAsync(context, pipeline);
            case RestKind.Model:
                return Refuse(Refusals.NoSuchModel(target.Model.ToString(), table));
            case RestKind.Service when table.TryFindService(target.Model.ToString(), out var service):
                return forwarder.ForwardAsync(context, Surface.Rest, service, Below(context.Request, target.Rest));
            case RestKind.Service:
                return Refuse(Refusals.NoSuchService(target.Model.ToString(), table));
            case RestKind.Management:
                return Refuse(Refusals.OfOneServer(path));
            default:
                return next(context);
        }

        Task Refuse(Refusal refusal) => FailureWriter.WriteAsync(context, Surface.Rest, refusal);
    }

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
