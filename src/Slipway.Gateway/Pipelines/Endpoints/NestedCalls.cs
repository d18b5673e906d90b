using System.Text.Json;
using Slipway.Deployment.Pipelines;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Calling;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;
using Slipway.Gateway.Pipelines.Views;

namespace Slipway.Gateway.Pipelines.Endpoints;

/// <summary>Pipelines that are asked by steps of other pipelines: over the typed API, without a connection.</summary>
internal sealed class NestedCalls(TypedEndpoint typed, PipelineDescriber describer)
{
    private const string Json = "application/json";

    // Manifests have none in a circle; a table that was not made of one might.
    private static readonly AsyncLocal<int> Depth = new();

    /// <exception cref="PipelineFailure">It cannot be answered.</exception>
    public async Task<ModelAnswer> AnswerAsync(ModelCall call, PipelineGraph graph, CancellationToken cancellationToken)
    {
        if (call.Path != ModelCall.Typed(call.Model, default).Path)
            throw new PipelineFailure(
                StatusCodes.Status501NotImplemented,
                $"The pipeline '{graph.Name}' is asked by steps over the typed API alone, not at {call.Path}."
            );
        if (Depth.Value >= PipelineChecker.MaxDepth)
            throw PipelineFailure.Broken($"Pipelines ask each other over {PipelineChecker.MaxDepth} deep.");
        // Seen by what is called from here, and by nothing else: it flows down alone.
        Depth.Value++;
        ReadOnlyMemory<byte> body;
        if (call.Method == HttpMethod.Get)
            body = JsonSerializer.SerializeToUtf8Bytes(
                await describer.DescribeAsync(graph, cancellationToken),
                PipelineDescriptionContext.Default.PipelineDescription
            );
        else
            (body, _) = await typed.AnswerAsync(
                graph,
                call.Body,
                isText: false,
                new RunOptions { Headers = call.Headers, Timeout = call.Timeout },
                cancellationToken
            );
        if (body.Length > call.MaxAnswerBytes)
            throw new PipelineFailure(
                StatusCodes.Status413PayloadTooLarge,
                $"The answer of the pipeline '{graph.Name}' is over {call.MaxAnswerBytes} bytes."
            );
        return new ModelAnswer
        {
            Status = StatusCodes.Status200OK,
            ContentType = Json,
            Body = body,
        };
    }

    public static ModelAnswer Refuse(PipelineFailure failure) =>
        new()
        {
            Status = failure.Status,
            ContentType = Json,
            Body = JsonSerializer.SerializeToUtf8Bytes(
                new ErrorBody(failure.Message),
                ErrorBodyContext.Readable.ErrorBody
            ),
            Failure = failure.IsCallers ? null : failure.Message,
        };
}
