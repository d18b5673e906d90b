using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Recognition;
using Slipway.Gateway.Recognition.Grpc;
using Slipway.Gateway.Routing;
using Slipway.Gateway.Surfaces;

namespace Slipway.Gateway.Forwarding;

/// <summary>Requests over gRPC: those whose method is about a model go to its service, by the name in their first message.</summary>
internal sealed class GrpcRequests(
    TableStore tables,
    Forwarder forwarder,
    GatewayConfig config,
    PipelineRequests pipelines
)
{
    private const int PrefixLength = 5;

    public Task HandleAsync(HttpContext context, RequestDelegate next) =>
        GrpcMethods.Find(context.Request.Path.Value!) switch
        {
            null => next(context),
            { Kind: GrpcKind.Management } => Refuse(context, Refusals.OfOneServer(context.Request.Path.Value!)),
            { Kind: GrpcKind.TensorFlowManagement } => Refuse(context, Refusals.OfOneTensorFlowServer),
            var method => RouteAsync(context, method),
        };

    private async Task RouteAsync(HttpContext context, GrpcMethod method)
    {
        AllowBody(context, method);
        var request = context.Request;
        PeekedMessage peeked;
        try
        {
            peeked = await GrpcPeek.ReadAsync(
                request.BodyReader,
                method.NameField,
                request.Headers.GrpcEncoding,
                context.RequestAborted
            );
        }
        catch (BadHttpRequestException e)
        {
            await Refuse(context, Refusals.Unreadable(e));
            return;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Nobody is left to be told.
            context.Abort();
            return;
        }

        await RouteAsync(context, method, peeked);
    }

    private Task RouteAsync(HttpContext context, GrpcMethod method, PeekedMessage peeked)
    {
        if (peeked.Problem is { } problem)
            return Refuse(context, peeked.IsUnsupported ? Refusal.Unsupported(problem) : Refusal.Invalid(problem));
        if (peeked.Length > config.MaxRequestBytes)
            return Refuse(context, Refusals.MessageTooLarge(peeked.Length, config.MaxRequestBytes));
        var (name, table) = (peeked.Model!, tables.Current);
        if (name.Length == 0)
            return Refuse(context, Refusals.NoName(table));
        if (table.TryFindModel(name, out var service))
        {
            return method.Kind == GrpcKind.Readiness && service.Split.Length == 0
                ? OwnInferenceService.AnswerReadyAsync(context, service)
                : forwarder.ForwardAsync(
                    context,
                    new Inbound
                    {
                        Surface = Surface.Grpc,
                        Service = service,
                        PathAndQuery = context.Request.Path.ToUriComponent(),
                        Length = PrefixLength + peeked.Length,
                        IsInference = method.Kind == GrpcKind.Inference,
                        IsStream = method.IsStream,
                        IsOpenEnded = method.IsStream,
                    }
                );
        }

        return table.TryFindPipeline(name, out var pipeline)
            ? pipelines.AnswerAsync(context, Surface.Grpc, pipeline)
            : Refuse(context, Refusals.NoSuchModel(name, table));
    }

    // The server's limits know nothing of messages, which have the limit of ours; a stream is as long and as slow as it likes.
    private void AllowBody(HttpContext context, GrpcMethod method)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = method.IsStream ? null : config.MaxRequestBytes + PrefixLength;
        if (method.IsStream && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    private static Task Refuse(HttpContext context, Refusal refusal) =>
        FailureWriter.WriteAsync(context, Surface.Grpc, refusal);
}
