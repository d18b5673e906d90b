using System.Text.Json;
using Slipway.Deployment.Pipelines;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Calling;

namespace Slipway.Gateway.Pipelines.Failures;

/// <summary>
/// What a model's refusal means for the pipeline:
/// <code>
/// 400, 413, 422   400 or 413 where the model was asked with nothing but the caller's own values, else 502
/// 429, 503        503, to be tried again
/// 408, 504        504
/// all others      502
/// </code>
/// The last of these are mistakes of the pipeline or faults of the model; for the caller both are behind the gateway.
/// </summary>
internal static class StepFailures
{
    private const int LongestError = 1000;
    private const int LargestErrorBody = 64 << 10;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <param name="pipeline">Its name.</param>
    /// <param name="step">That asked.</param>
    /// <param name="answer">No success.</param>
    /// <param name="isCallers">It was asked with nothing but the caller's own values.</param>
    public static PipelineFailure Of(string pipeline, GraphStep step, ModelAnswer answer, bool isCallers)
    {
        var message = $"{Place(pipeline, step)}: {ErrorOf(answer)}";
        return answer.Status switch
        {
            StatusCodes.Status413PayloadTooLarge when answer.Failure is null && isCallers => new PipelineFailure(
                StatusCodes.Status413PayloadTooLarge,
                message
            ),
            StatusCodes.Status400BadRequest or StatusCodes.Status422UnprocessableEntity when isCallers =>
                PipelineFailure.Invalid(message),
            StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => new PipelineFailure(
                StatusCodes.Status503ServiceUnavailable,
                message
            )
            {
                RetryAfter = Soon,
            },
            StatusCodes.Status408RequestTimeout or StatusCodes.Status504GatewayTimeout => PipelineFailure.TimedOut(
                message
            ),
            _ => PipelineFailure.Broken(message),
        };
    }

    /// <summary>For the beginning of messages.</summary>
    public static string Place(string pipeline, GraphStep step)
    {
        var asks = step.Service is null || step.Service == step.Name ? "" : $" (model '{step.Service}')";
        return $"Pipeline '{pipeline}', step '{step.Name}'{asks}";
    }

    private static string ErrorOf(ModelAnswer answer)
    {
        var text = answer.Failure ?? ErrorIn(answer.Body);
        if (text is null)
            return $"it answered with status {answer.Status}.";
        return text.Length <= LongestError ? text : text[..LongestError] + "…";
    }

    // All of Slipway's surfaces for JSON say {"error": "…"}.
    private static string? ErrorIn(ReadOnlyMemory<byte> body)
    {
        if (body.Length is 0 or > LargestErrorBody)
            return null;
        try
        {
            return JsonElement.Parse(body.Span).MemberOrNothing("error").TextOrNull();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
