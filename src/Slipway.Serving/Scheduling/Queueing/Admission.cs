using System.Diagnostics;
using Slipway.Errors;
using Slipway.Serving.Scheduling.Batching;

namespace Slipway.Serving.Scheduling.Queueing;

/// <summary>
/// Refuses at once what could only be refused later: where the queue is full, or so long that the answer would come
/// after the caller has stopped waiting. What finds the queue empty is never refused, so that an estimate that has become
/// wrong corrects itself.
/// </summary>
internal sealed class Admission(string modelName, RequestQueue queue, BatchTimes times, LoadMeter load, int places)
{
    /// <summary>The reason of a refusal for a deadline that cannot be met.</summary>
    public const string DeadlineUnreachable = "deadline-unreachable";

    /// <summary>What a request that comes now is told; null where it is taken.</summary>
    /// <param name="deadline">Until when it is waited for, if that is known.</param>
    /// <param name="now">A timestamp of Stopwatch.</param>
    public ServingException? Refusal(long? deadline, long now)
    {
        if (queue.Length >= queue.MaxLength)
            return QueueFull.Error(modelName, queue.MaxLength, ToTime(Wait() / 2));
        if (deadline is not { } until || queue.Length == 0)
            return null;
        var late = now + Wait() + times.SingleTicks - until;
        return late <= 0
            ? null
            : new ServingException(
                ServingErrorCode.Unavailable,
                $"Model '{modelName}' cannot answer in time: {queue.Length} requests are waiting, and an answer would come "
                    + $"{ToTime(late).TotalMilliseconds:0} ms after the deadline. Try again later, or allow more time."
            )
            {
                Reason = DeadlineUnreachable,
                RetryAfter = ToTime(late),
            };
    }

    /// <summary>Whether a request that waited can still be answered in time.</summary>
    public bool IsInTime(WaitingRequest request, long now) =>
        request.Request.Deadline is not { } until || now + times.SingleTicks <= until;

    /// <summary>What a request is told whose time ran out in the queue.</summary>
    public ServingException Expired() =>
        new(
            ServingErrorCode.DeadlineExceeded,
            $"The deadline passed while the request waited for model '{modelName}'; it was not computed."
        );

    // Ticks until what waits now is computed.
    private double Wait()
    {
        var perRow = load.Capacity is > 0 and var capacity
            ? Stopwatch.Frequency / capacity
            : times.BestRowTicks / places;
        return queue.Rows * perRow;
    }

    private static TimeSpan ToTime(double ticks) => TimeSpan.FromSeconds(Math.Max(0, ticks) / Stopwatch.Frequency);
}
