using System.Diagnostics;
using System.Runtime.CompilerServices;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Scheduling.Streams;

namespace Slipway.Serving.Inference;

/// <summary>
/// The time that a request brings in its parameter <c>timeout</c> (microseconds, as Triton's clients send it), or that the
/// model's configuration gives to those without a deadline. What a protocol's own deadline cuts short, the protocol ends.
/// </summary>
internal static class RequestTimeout
{
    private const string Parameter = "timeout";

    // Longer than any timer takes.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    /// <summary>Null where nothing is said, or nothing more than the deadline that the request has.</summary>
    public static TimeSpan? Of(InferenceRequest request, ModelConfig config)
    {
        TimeSpan? timeout =
            request.Parameters?.TryGet(Parameter, out var value) == true && value.AsInt64 is { } microseconds and > 0
                ? TimeSpan.FromMicroseconds(Math.Min(microseconds, Longest.TotalMicroseconds))
            : request.Deadline is null && config.Scheduling.TimeoutMs is { } milliseconds
                ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, Longest.TotalMilliseconds))
            : null;
        return timeout is { } left && request.Deadline is { } deadline && deadline <= DeadlineAfter(left)
            ? null
            : timeout;
    }

    /// <summary>Schedules the request with the time that it has.</summary>
    /// <exception cref="ServingException">DeadlineExceeded; what the scheduler throws.</exception>
    public static async ValueTask<InferenceResponse> ScheduleAsync(
        InferenceRequest request,
        ServableHandle handle,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        request.Deadline = DeadlineAfter(timeout);
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(timeout);
        try
        {
            return await handle.Scheduler.ScheduleAsync(request, timer.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
            when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Passed(handle, timeout, e);
        }
    }

    /// <summary>The same of a model that answers any number of times: the last answer must have come by then.</summary>
    public static async IAsyncEnumerable<InferenceResponse> StreamAsync(
        InferenceRequest request,
        ServableHandle handle,
        IStreamScheduler scheduler,
        TimeSpan timeout,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        request.Deadline = DeadlineAfter(timeout);
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(timeout);
        await using var responses = scheduler.StreamAsync(request, timer.Token).GetAsyncEnumerator(timer.Token);
        while (true)
        {
            try
            {
                if (!await responses.MoveNextAsync().ConfigureAwait(false))
                    break;
            }
            catch (OperationCanceledException e)
                when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw Passed(handle, timeout, e);
            }

            yield return responses.Current;
        }
    }

    private static ServingException Passed(ServableHandle handle, TimeSpan timeout, Exception inner) =>
        new(
            ServingErrorCode.DeadlineExceeded,
            $"Model '{handle.ModelName}' did not answer within {timeout.TotalMilliseconds:0.###} ms.",
            inner
        );

    private static long DeadlineAfter(TimeSpan timeout) =>
        Stopwatch.GetTimestamp() + (long)(timeout.TotalSeconds * Stopwatch.Frequency);
}
