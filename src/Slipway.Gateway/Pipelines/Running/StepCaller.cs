using System.Text.Json;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Calling;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Tensors;

namespace Slipway.Gateway.Pipelines.Running;

/// <summary>Asks the model of a step, over its typed API or with tensors.</summary>
internal sealed class StepCaller(IModelCaller models, TensorCaller tensors)
{
    /// <param name="run">All that was done before.</param>
    /// <param name="step">Has a model.</param>
    /// <param name="came">What came to the step.</param>
    /// <param name="left">Of its time.</param>
    /// <param name="cancellationToken">Ends it, at the model too.</param>
    /// <exception cref="PipelineFailure">It has no answer.</exception>
    public async Task<PipelineValue> AskAsync(
        PipelineRun run,
        GraphStep step,
        PipelineValue came,
        TimeSpan left,
        CancellationToken cancellationToken
    )
    {
        if (step.Tensors is not null)
            return await tensors.AskAsync(run, step, came, left, cancellationToken);
        var place = StepFailures.Place(run.Graph.Name, step);
        var body = step.Input is null ? came : TemplateWriter.Write(place, step.Input, run, came);
        var call = ModelCall.Typed(step.Service!, body.Json) with
        {
            Headers = run.Options.HeadersNow(),
            Timeout = left,
            MaxAnswerBytes = (int)Math.Min(PipelineRun.LargestValue, run.Room),
        };
        var answer = await models.CallAsync(call, cancellationToken);
        if (!answer.IsSuccess)
            throw StepFailures.Of(run.Graph.Name, step, answer, body.IsCallers);
        run.Keep(answer.Body.Length);
        return Read(place, answer.Body);
    }

    private static PipelineValue Read(string place, ReadOnlyMemory<byte> body)
    {
        try
        {
            // Not given back: what is read lives as long as somebody refers to it.
            return PipelineValue.Of(JsonDocument.Parse(body).RootElement, body, isCallers: false);
        }
        catch (JsonException e)
        {
            throw PipelineFailure.Broken($"{place}: its answer is not JSON: {e.Message}", e);
        }
    }
}
