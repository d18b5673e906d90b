using Slipway.Deployment.Routing;
using Slipway.Errors;
using Slipway.Gateway.Calling;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Telemetry;
using Slipway.Gateway.Recognition;
using Slipway.Gateway.Recognition.Grpc;

namespace Slipway.Gateway.Pipelines.Endpoints;

/// <summary>Answers for pipelines, over every surface on which models are spoken to.</summary>
internal sealed class PipelineHost(
    PipelineGraphs graphs,
    RestEndpoint rest,
    GrpcEndpoint grpc,
    NestedCalls nested,
    ILogger<PipelineTelemetry> log
) : IPipelineHost
{
    public async Task AnswerAsync(HttpContext context, PipelineRoute pipeline)
    {
        var isGrpc = GrpcMethods.IsGrpc(context.Request);
        var surface = isGrpc ? Surface.Grpc : Surface.Rest;
        try
        {
            var graph = graphs.Of(pipeline);
            if (isGrpc)
                await grpc.AnswerAsync(context, graph);
            else
                await rest.AnswerAsync(context, graph);
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to be told.
            PipelineLog.CallerGone(log, pipeline.Name, e);
            context.Abort();
        }
        catch (Exception e)
        {
            await FailureWriter.WriteAsync(context, surface, PipelineRefusals.Of(Failure(pipeline.Name, e)));
        }
    }

    public async Task<ModelAnswer> CallAsync(
        ModelCall call,
        PipelineRoute pipeline,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await nested.AnswerAsync(call, graphs.Of(pipeline), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return NestedCalls.Refuse(Failure(pipeline.Name, e));
        }
    }

    private PipelineFailure Failure(string pipeline, Exception exception)
    {
        switch (exception)
        {
            case PipelineFailure failure:
                return failure;
            case ServingException failure:
                return PipelineRefusals.Of(failure);
            case BadHttpRequestException failure:
                return new PipelineFailure(failure.StatusCode, failure.Message, failure);
            default:
                PipelineLog.Broke(log, pipeline, exception);
                return new PipelineFailure(
                    StatusCodes.Status500InternalServerError,
                    $"Pipeline '{pipeline}' failed by a fault of the gateway; its log has more.",
                    exception
                );
        }
    }
}
