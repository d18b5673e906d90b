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
}
