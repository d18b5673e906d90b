using System.Numerics;

namespace Slipway.Serving.Scheduling.Batching;

/// <summary>
/// What batches of each size took lately, and the size that this makes the best: doubling goes on as long as it makes a
/// row cheaper by a tenth. The sizes beside it are tried again now and then, since what is measured also depends on
/// what else the machine does, and the first of all executions is slow. Thread-safe: readings may mix with writings, which
/// harms nothing.
/// </summary>
internal sealed class BatchTimes(int maxRows, bool isAdaptive)
{
    private const double Weight = 0.1;
    private const double Gain = 0.9;

    // A reading of so many times the usual is an interruption, not what the model costs.
    private const double Outlier = 4;

    // One execution in so many goes one size beyond the best, and one in between stays one below.
    private const int ProbeEvery = 64;

    private readonly double[] _rowTicks = new double[BitOperations.Log2((uint)Math.Max(1, maxRows)) + 2];
    private volatile int _best = 1;
    private int _executions;

    /// <summary>The largest batch there may be.</summary>
    public int MaxRows => maxRows;

    /// <summary>Ticks of Stopwatch for one row by itself; 0 before it was measured.</summary>
    public double SingleTicks => Volatile.Read(ref _rowTicks[0]);

    /// <summary>Ticks of Stopwatch for one row of the best batch; 0 before anything was measured.</summary>
    public double BestRowTicks => Volatile.Read(ref _rowTicks[Bucket(_best)]);

    /// <summary>
    /// Ticks of Stopwatch for so many rows at once, as far as smaller batches tell where there was none of the size; 0 before
    /// anything was measured.
    /// </summary>
    public double TicksOf(int rows)
    {
        for (var bucket = Bucket(rows); bucket >= 0; bucket--)
        {
            if (Volatile.Read(ref _rowTicks[bucket]) is > 0 and var ticks)
                return rows * ticks;
        }

        return 0;
    }

    /// <summary>Rows to take at most, now.</summary>
    public int Limit
    {
        get
        {
            if (!isAdaptive)
                return maxRows;
            var best = _best;
            var next = Math.Min(maxRows, best * 2);
            if (Volatile.Read(ref _rowTicks[Bucket(next)]) == 0)
                return next;
            return (Volatile.Read(ref _executions) % ProbeEvery) switch
            {
                0 => next,
                ProbeEvery / 2 => Math.Max(1, best / 2),
                _ => best,
            };
        }
    }

    /// <summary>Whether batches are worth waiting for.</summary>
    public bool Pays => _best > 1;

    /// <summary>Books an execution.</summary>
    public void Add(int rows, long ticks)
    {
        Interlocked.Increment(ref _executions);
        var bucket = Bucket(rows);
        var now = (double)ticks / rows;
        var usual = Volatile.Read(ref _rowTicks[bucket]);
        var next = usual == 0 ? now : usual + (Weight * (Math.Min(now, Outlier * usual) - usual));
        Volatile.Write(ref _rowTicks[bucket], next);
        if (isAdaptive)
            _best = FindBest();
    }

    // Sizes are measured in rising order, so one that was not ends the search.
    private int FindBest()
    {
        var (best, cost) = (0, Volatile.Read(ref _rowTicks[0]));
        for (var bucket = 1; bucket < _rowTicks.Length && cost > 0; bucket++)
        {
            var ticks = Volatile.Read(ref _rowTicks[bucket]);
            if (ticks > 0 && ticks < cost * Gain)
                (best, cost) = (bucket, ticks);
        }

        return Math.Min(maxRows, 1 << best);
    }

    // 1, 2, 3 to 4, 5 to 8, …
    private int Bucket(int rows) =>
        Math.Min(_rowTicks.Length - 1, rows <= 1 ? 0 : BitOperations.Log2((uint)(rows - 1)) + 1);
}
