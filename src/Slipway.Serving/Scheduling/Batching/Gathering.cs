using System.Diagnostics;
using Slipway.Serving.Scheduling.Queueing;

namespace Slipway.Serving.Scheduling.Batching;

/// <summary>
/// Decides when a batch is closed. With a delay that is given, the first request waits that long for others. Without one
/// nothing is waited for while the model has nothing to do; while it is busy, and batches pay, the rest of the process
/// gets its turn first (requests that have arrived are read meanwhile), for as long as that brings more.
/// </summary>
internal sealed class Gathering(BatchPlan plan, BatchTimes times, LoadMeter load, RequestQueue queue, int places)
{
    // Above this share of the time that the model would compute without batches it counts as busy.
    private const double Busy = 0.3;

    private static readonly long LongestTurn = Stopwatch.Frequency / 1000;

    private int _rowsSeen;

    /// <summary>
    /// Whether a request that could be computed at once goes to the queue, to meet others there.
    /// </summary>
    public bool IsWorthwhile =>
        plan.Delay is > 0 || (times.Pays && load.Rate * times.SingleTicks > Busy * places * Stopwatch.Frequency);

    /// <summary>Whether the rows that wait make a batch that nothing more is waited for.</summary>
    public bool IsComplete => queue.Rows >= Target();

    /// <summary>What a free place does now.</summary>
    public GatheringStep Next(long now)
    {
        var (limit, rows) = (times.Limit, queue.Rows);
        var preferred = Preferred(Math.Min(limit, rows));
        if (preferred > 0 || rows >= limit)
            return Close(preferred > 0 ? preferred : limit);
        if (queue.FirstArrival() is not { } first)
            return Close(limit);
        if (plan.Delay is { } delay)
            return now - first >= delay ? Close(limit) : new GatheringStep(0, first + delay - now);
        var isMore = Interlocked.Exchange(ref _rowsSeen, rows) != rows;
        var longest = Math.Min(LongestTurn, (long)(times.BestRowTicks * limit));
        return times.Pays && isMore && now - first < longest ? new GatheringStep(0, 0) : Close(limit);
    }

    private GatheringStep Close(int rows)
    {
        Volatile.Write(ref _rowsSeen, 0);
        return new GatheringStep(rows, 0);
    }

    private int Target() => plan.PreferredRows is [var smallest, ..] ? Math.Min(smallest, times.Limit) : times.Limit;

    private int Preferred(int rows)
    {
        var best = 0;
        foreach (var size in plan.PreferredRows)
        {
            if (size <= rows)
                best = size;
        }

        return best;
    }
}

/// <summary>What a free place does.</summary>
/// <param name="Rows">Computes so many rows at most; 0: waits.</param>
/// <param name="Wait">Ticks of Stopwatch; 0: lets others have their turn.</param>
internal readonly record struct GatheringStep(int Rows, long Wait);
