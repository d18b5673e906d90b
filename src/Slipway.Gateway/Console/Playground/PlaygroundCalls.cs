using System.Text;
using System.Text.Json;
using Slipway.Errors;
using Slipway.Gateway.Calling;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Pipelines.Endpoints;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Console.Playground;

/// <summary>Asks models and pipelines as any caller does: by the split of traffic, and counted. Thread-safe.</summary>
internal sealed class PlaygroundCalls(
    IModelCaller models,
    TypedEndpoint pipelines,
    PipelineGraphs graphs,
    TableStore tables,
    TimeProvider time
)
{
    public Task<PlaygroundAnswer> AskAsync(PlaygroundForm form, string body, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return form.Kind switch
        {
            PlaygroundKind.Pipeline => AskPipelineAsync(form.Model, bytes, cancellationToken),
            PlaygroundKind.Tensors => AskModelAsync(ModelCall.Infer(form.Model, bytes), cancellationToken),
            _ => AskModelAsync(ModelCall.Typed(form.Model, bytes), cancellationToken),
        };
    }

    private async Task<PlaygroundAnswer> AskModelAsync(ModelCall call, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var answer = await models.CallAsync(call, cancellationToken);
        return new PlaygroundAnswer
        {
            Status = answer.Status,
            Text = ReadableJson.Of(answer.Body.Span),
            Bytes = answer.Body.Length,
            Took = time.GetElapsedTime(began),
            Revision = answer.Revision,
        };
    }

    private async Task<PlaygroundAnswer> AskPipelineAsync(string name, byte[] body, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        try
        {
            if (!tables.Current.TryFindPipeline(name, out var pipeline))
                throw new PipelineFailure(StatusCodes.Status404NotFound, $"There is no pipeline '{name}' here.");
            var (answer, summary) = await pipelines.AnswerAsync(
                graphs.Of(pipeline),
                body,
                isText: false,
                new RunOptions(),
                cancellationToken
            );
            return new PlaygroundAnswer
            {
                Status = StatusCodes.Status200OK,
                Text = ReadableJson.Of(answer.Span),
                Bytes = answer.Length,
                Took = time.GetElapsedTime(began),
                Steps = [.. summary.Timings],
                FailedSteps = [.. summary.Failed],
            };
        }
        catch (PipelineFailure failure)
        {
            return Refused(failure.Status, failure.Message, time.GetElapsedTime(began));
        }
        catch (ServingException e)
        {
            return Refused(StatusCodes.Status503ServiceUnavailable, e.Message, time.GetElapsedTime(began));
        }
    }

    private static PlaygroundAnswer Refused(int status, string message, TimeSpan took)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new ErrorBody(message), ErrorBodyContext.Readable.ErrorBody);
        return new PlaygroundAnswer
        {
            Status = status,
            Text = ReadableJson.Of(body),
            Bytes = body.Length,
            Took = took,
        };
    }
}
