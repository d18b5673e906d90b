using Slipway.Deployment.Traffic;

namespace Slipway.Deployment.Rollouts.Gates.Statistics;

/// <summary>
/// Latencies of which only the bucket is known. What is asserted of them is turned against the one who asserts it: where in its
/// bucket a latency lies is never assumed in a verdict's favour.
/// </summary>
internal sealed class LatencyDistribution
{
    private readonly double[] _lower;
    private readonly double[] _upper;

    // Of latencies in a bucket and all before.
    private readonly long[] _upTo;

    public LatencyDistribution(LatencyCounts counts)
    {
        var size = counts.Counts.Count;
        (_lower, _upper, _upTo) = (new double[size], new double[size], new long[size]);
        var at = 0;
        foreach (var (bucket, count) in counts.Counts)
        {
            var known = Math.Clamp(bucket, 0, LatencyCounts.Buckets - 1);
            (_lower[at], _upper[at]) = (
                Seconds(LatencyCounts.LowerBound(known)),
                Seconds(LatencyCounts.UpperBound(known))
            );
            _upTo[at++] = Count += Math.Max(0, count);
        }
    }

    public long Count { get; }

    /// <summary>The estimate, with latencies spread evenly over a bucket; null without any.</summary>
    public double? Quantile(double q)
    {
        if (Count == 0)
            return null;
        var wanted = q * Count;
        var at = First(i => _upTo[i] >= wanted);
        var before = at == 0 ? 0 : _upTo[at - 1];
        var part = Math.Clamp((wanted - before) / Math.Max(1, _upTo[at] - before), 0, 1);
        return _lower[at] + (part * (_upper[at] - _lower[at]));
    }

    /// <summary>
    /// A time that the true quantile is surely not above: the least end of a bucket behind which there are surely fewer latencies
    /// than 1 − q of all. Null where there is none yet. Since only the true quantile must not be excluded, one test serves all
    /// times together (Howard and Ramdas, "Sequential estimation of quantiles with applications to A/B testing and best-arm
    /// identification", Bernoulli 28(3), 2022).
    /// </summary>
    public double? QuantileAtMost(double q, BetaMixture mixture, double alpha)
    {
        var at = First(i => mixture.SurelyBelow(new Proportion(Count - _upTo[i], Count), 1 - q, alpha));
        return at < _upTo.Length ? _upper[at] : null;
    }

    /// <summary>A time that the true quantile is surely not below; 0 where there is none yet.</summary>
    public double QuantileAtLeast(double q, BetaMixture mixture, double alpha)
    {
        // From each bucket on there are surely more than 1 − q, up to the first of which that cannot be said.
        var at = First(i =>
            !mixture.SurelyAbove(new Proportion(Count - (i == 0 ? 0 : _upTo[i - 1]), Count), 1 - q, alpha)
        );
        return at == 0 ? 0 : _lower[at - 1];
    }

    /// <summary>Latencies that are certainly over a time.</summary>
    public Proportion CertainlyOver(double seconds) => From(First(i => _lower[i] >= seconds));

    /// <summary>Latencies that may be over a time.</summary>
    public Proportion PerhapsOver(double seconds) => From(First(i => _upper[i] > seconds));

    private Proportion From(int bucket) => new(Count - (bucket == 0 ? 0 : _upTo[bucket - 1]), Count);

    // The first bucket that meets a condition which all after it meet too; their number where none does.
    private int First(Func<int, bool> meets)
    {
        var (low, high) = (0, _upTo.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (meets(middle))
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private static double Seconds(TimeSpan time) => time.TotalSeconds;
}
