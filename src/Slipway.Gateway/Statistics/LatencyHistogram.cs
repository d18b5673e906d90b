using Slipway.Deployment.Traffic;

namespace Slipway.Gateway.Statistics;

/// <summary>Latencies by bucket, counted by any number of threads without a lock; they only grow.</summary>
internal sealed class LatencyHistogram
{
    private readonly long[] _counts = new long[LatencyCounts.Buckets];
    private long _ticks;

    public void Record(TimeSpan latency)
    {
        Interlocked.Increment(ref _counts[LatencyCounts.BucketOf(latency)]);
        Interlocked.Add(ref _ticks, latency.Ticks);
    }

    public LatencyCounts Read()
    {
        var read = new LatencyCounts { Sum = TimeSpan.FromTicks(Interlocked.Read(ref _ticks)).TotalSeconds };
        for (var i = 0; i < _counts.Length; i++)
        {
            if (Interlocked.Read(ref _counts[i]) is > 0 and var count)
                read.Counts.Add(i, count);
        }

        return read;
    }

    /// <summary>The end of the bucket with the quantile; null where there are fewer than <paramref name="atLeast"/>.</summary>
    public TimeSpan? Quantile(double quantile, long atLeast)
    {
        var total = 0L;
        foreach (ref var count in _counts.AsSpan())
        {
            total += Volatile.Read(ref count);
        }

        if (total < atLeast)
            return null;
        var rank = (long)Math.Ceiling(total * quantile);
        for (var i = 0; i < _counts.Length; i++)
        {
            rank -= Volatile.Read(ref _counts[i]);
            if (rank <= 0)
                return LatencyCounts.UpperBound(i);
        }

        return LatencyCounts.UpperBound(_counts.Length - 1);
    }
}
