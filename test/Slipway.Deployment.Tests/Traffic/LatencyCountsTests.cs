using Slipway.Deployment.Traffic;

namespace Slipway.Deployment.Tests.Traffic;

public sealed class LatencyCountsTests
{
    [Fact]
    public void BucketOf_AnyLatency_LiesWithinItsBounds()
    {
        for (var microseconds = 0L; microseconds < 3_000_000_000; microseconds += 1 + (microseconds / 37))
        {
            var latency = TimeSpan.FromMicroseconds(microseconds);
            var bucket = LatencyCounts.BucketOf(latency);
            LatencyCounts.LowerBound(bucket).Should().BeLessThanOrEqualTo(latency);
            LatencyCounts.UpperBound(bucket).Should().BeGreaterThan(latency);
        }
    }

    [Fact]
    public void BucketOf_OverAll_IsTheLast()
    {
        LatencyCounts.BucketOf(TimeSpan.FromDays(3)).Should().Be(LatencyCounts.Buckets - 1);
        LatencyCounts.BucketOf(TimeSpan.FromSeconds(-1)).Should().Be(0);
    }

    [Fact]
    public void Quantile_OfManyLatencies_IsTheEndOfItsBucket()
    {
        var counts = new LatencyCounts();
        foreach (var milliseconds in Enumerable.Range(1, 100))
        {
            var bucket = LatencyCounts.BucketOf(TimeSpan.FromMilliseconds(milliseconds));
            counts.Counts[bucket] = counts.Counts.GetValueOrDefault(bucket) + 1;
        }

        counts.Quantile(0.5)!.Value.TotalMilliseconds.Should().BeInRange(50, 53.2);
        counts.Quantile(0.99)!.Value.TotalMilliseconds.Should().BeInRange(99, 105.2);
        new LatencyCounts().Quantile(0.5).Should().BeNull();
    }
}
