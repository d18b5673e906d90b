namespace Slipway.Cli.Bench.Statistics;

/// <summary>What a <see cref="LatencyHistogram"/> held at one moment, in nanoseconds. Immutable.</summary>
internal sealed class HistogramSnapshot
{
    private readonly long[] _counts;
    private readonly long _sum;

    public HistogramSnapshot(long[] counts, long sum, long max)
    {
        _counts = counts;
        _sum = sum;
        Count = counts.Sum();
        Max = max;
    }

    public static HistogramSnapshot Empty { get; } = new(new long[LatencyHistogram.SlotCount], 0, 0);

    public long Count { get; }

    /// <summary>The longest one, exact; 0 where there is none.</summary>
    public long Max { get; }

    public double Mean => Count == 0 ? 0 : (double)_sum / Count;

    /// <summary>The latencies that occurred, each with its count, in order.</summary>
    public IEnumerable<(long UpperBound, long Count)> Occupied =>
        _counts
            .Select((count, slot) => (Math.Min(LatencyHistogram.UpperBound(slot), Max), count))
            .Where(slot => slot.count > 0);

    /// <summary>
    /// The latency that <paramref name="percent"/> of all do not exceed, by nearest rank; 0 where there is none.
    /// </summary>
    public long Percentile(double percent)
    {
        // In decimal, because 99.9 % of 1,000 must be 999 and not a hair above it.
        var rank = Math.Max((long)decimal.Ceiling((decimal)percent * Count / 100), 1);
        var seen = 0L;
        for (var slot = 0; slot < _counts.Length; slot++)
        {
            seen += _counts[slot];
            if (seen >= rank)
                return Math.Min(LatencyHistogram.UpperBound(slot), Max);
        }

        return Max;
    }

    /// <summary>What came since an earlier snapshot of the same histogram; its maximum is a slot's upper bound.</summary>
    public HistogramSnapshot Since(HistogramSnapshot earlier)
    {
        var counts = new long[_counts.Length];
        var max = 0L;
        for (var slot = 0; slot < counts.Length; slot++)
        {
            counts[slot] = _counts[slot] - earlier._counts[slot];
            if (counts[slot] > 0)
                max = Math.Min(LatencyHistogram.UpperBound(slot), Max);
        }

        return new HistogramSnapshot(counts, _sum - earlier._sum, max);
    }
}
