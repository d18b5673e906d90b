using System.Diagnostics;
using Slipway.Errors;
using Slipway.Serving.Scheduling.Batching;

namespace Slipway.Serving.Scheduling.Queueing;

/// <summary>
/// Refuses at once what could only be refused later: where the queue is full, or so long that the answer would come
/// after the caller has stopped waiting. What finds the queue empty is never refused, and is computed if its time is not
/// over, so that an estimate that has become wrong corrects itself.
/// </summary>
internal sealed class Admission(string modelName, RequestQueue queue, BatchTimes times, LoadMeter load, int places)
{
    /// <summary>The reason of a refusal for a deadline that cannot be met.</summary>
    public const string DeadlineUnreachable = "deadline-unreachable";

    // Estimates are wrong by so much, and the answer has a way to go: what would just be in time would often be too late,
    // and computed for nothing.
    private const double Margin = 1.25;

    private readonly RecentCount _incoming = new();
    private long _busyUntil;

    /// <summary>So many rows begin to be computed.</summary>
    public void Began(int rows, long now) => Volatile.Write(ref _busyUntil, now + (long)times.TicksOf(rows));

    /// <summary>
    /// Takes note of a request that has yet to be read: many large ones can be on their way while the queue is empty.
    /// </summary>
    public IncomingRequest Announce(long now) => new(_incoming, now);

    /// <summary>What a request that has yet to be read is told; null where it is taken.</summary>
    /// <param name="deadline">Until when it is waited for, if that is known.</param>
    /// <param name="free">Places that nobody has taken.</param>
    /// <param name="now">A timestamp of Stopwatch.</param>
    public ServingException? RefusalUnread(long? deadline, int free, long now)
    {
        var incoming = _incoming.Count(now);
        return incoming >= free ? Refusal(deadline, incoming, now) : null;
    }

    /// <summary>What a request that comes now is told; null where it is taken.</summary>
    /// <param name="deadline">Until when it is waited for, if that is known.</param>
    /// <param name="incoming">Requests that came before it and are still being read.</param>
    /// <param name="now">A timestamp of Stopwatch.</param>
    public ServingException? Refusal(long? deadline, int incoming, long now)
    {
        if (queue.Length >= queue.MaxLength)
            return QueueFull.Error(modelName, queue.MaxLength, ToTime(Wait(incoming, now) / 2));
        if (deadline is not { } until || queue.Length + incoming == 0)
            return null;
        var late = now + (Margin * (Wait(incoming, now) + times.SingleTicks)) - until;
        return late <= 0
            ? null
            : new ServingException(
                ServingErrorCode.Unavailable,
                $"Model '{modelName}' cannot answer in time: {queue.Length + incoming} requests come before it, and an "
                    + $"answer would come {ToTime(late).TotalMilliseconds:0} ms after the deadline. Try again later, or "
                    + "allow more time."
            )
            {
                Reason = DeadlineUnreachable,
                RetryAfter = ToTime(late),
            };
    }

    /// <summary>Whether a request that waited can still be answered in time.</summary>
    public bool IsInTime(WaitingRequest request, long now) =>
        request.Request.Deadline is not { } until || now + times.SingleTicks <= until;

    /// <summary>Whether the time of a request that waited has run out.</summary>
    public static bool IsOver(WaitingRequest request, long now) => request.Request.Deadline is { } until && now > until;

    /// <summary>What a request is told whose time ran out in the queue.</summary>
    public ServingException Expired() =>
        new(
            ServingErrorCode.DeadlineExceeded,
            $"The deadline passed while the request waited for model '{modelName}'; it was not computed."
        );

    /// <summary>
    /// How many of <paramref name="rows"/> can be computed at once without the next request's being late for it: what
    /// makes rows cheaper makes their answers later.
    /// </summary>
    public int RowsInTime(int rows, long now)
    {
        if (rows == 1 || queue.FirstDeadline() is not { } until)
            return rows;
        while (rows > 1 && now + (Margin * times.TicksOf(rows)) > until)
        {
            rows /= 2;
        }

        return rows;
    }

    // Ticks until what is computed, what waits and what is on its way now has been.
    private double Wait(int incoming, long now)
    {
        var perRow = load.Capacity is > 0 and var capacity
            ? Stopwatch.Frequency / capacity
            : times.BestRowTicks / places;
        return Math.Max(0, Volatile.Read(ref _busyUntil) - now) + ((queue.Rows + incoming) * perRow);
    }

    private static TimeSpan ToTime(double ticks) => TimeSpan.FromSeconds(Math.Max(0, ticks) / Stopwatch.Frequency);
}
