namespace Slipway.Deployment.Traffic;

/// <summary>
/// Latencies as counts of log-linear buckets (as in HdrHistogram): 16 for each power of two of microseconds, so that a
/// bucket's bounds are within 6.25 % of each other.
/// </summary>
public sealed record LatencyCounts
{
    /// <summary>Buckets for each power of two.</summary>
    public const int Steps = 16;

    /// <summary>Buckets in all; the last one takes everything over an hour.</summary>
    public const int Buckets = 29 * Steps;

    /// <summary>By bucket, those that are not empty.</summary>
    public SortedDictionary<int, long> Counts { get; set; } = [];

    /// <summary>Of all latencies, in seconds.</summary>
    public double Sum { get; set; }

    /// <summary>The bucket of a latency.</summary>
    public static int BucketOf(TimeSpan latency)
    {
        var microseconds = Math.Max(0, latency.Ticks / TimeSpan.TicksPerMicrosecond);
        if (microseconds < Steps)
            return (int)microseconds;
        // Both the power and the four bits behind the leading one.
        var power = 63 - (int)long.LeadingZeroCount(microseconds);
        var bucket = ((power - 3) * Steps) + (int)((microseconds >> (power - 4)) & (Steps - 1));
        return Math.Min(bucket, Buckets - 1);
    }

    /// <summary>Where a bucket begins.</summary>
    public static TimeSpan LowerBound(int bucket) =>
        TimeSpan.FromMicroseconds(bucket < Steps ? bucket : (long)(Steps + (bucket % Steps)) << ((bucket / Steps) - 1));

    /// <summary>Where a bucket ends.</summary>
    public static TimeSpan UpperBound(int bucket) => LowerBound(bucket + 1);

    /// <summary>The end of the bucket that the quantile lies in, so that a latency is told at most 6.25 % too long; null for none.</summary>
    public TimeSpan? Quantile(double quantile)
    {
        var rank = quantile * Counts.Values.Sum();
        foreach (var (bucket, count) in Counts)
        {
            rank -= count;
            if (rank <= 0)
                return UpperBound(bucket);
        }

        return null;
    }

    /// <summary>Both together.</summary>
    public LatencyCounts Plus(LatencyCounts other)
    {
        var counts = new SortedDictionary<int, long>(Counts);
        foreach (var (bucket, count) in other.Counts)
        {
            counts[bucket] = counts.GetValueOrDefault(bucket) + count;
        }

        return new LatencyCounts { Counts = counts, Sum = Sum + other.Sum };
    }

    /// <summary>What came after <paramref name="earlier"/>.</summary>
    public LatencyCounts Since(LatencyCounts earlier)
    {
        var counts = new SortedDictionary<int, long>();
        foreach (var (bucket, count) in Counts)
        {
            if (count - earlier.Counts.GetValueOrDefault(bucket) is var more and > 0)
                counts.Add(bucket, more);
        }

        return new LatencyCounts { Counts = counts, Sum = Math.Max(0, Sum - earlier.Sum) };
    }
}
