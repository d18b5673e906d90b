using Slipway.Deployment.Rollouts.Gates.Statistics;
using Slipway.Deployment.Traffic;

namespace Slipway.Deployment.Tests.Rollouts.Gates.Statistics;

public sealed class LatencyDistributionTests
{
    // A thousand latencies of 1, 2, … 1,000 ms.
    private static readonly LatencyDistribution Even = new(Counts(Enumerable.Range(1, 1_000)));

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(0.95, 0.95)]
    [InlineData(0.01, 0.01)]
    public void Quantile_OfEvenLatencies_IsWithinABucket(double q, double seconds) =>
        Even.Quantile(q).Should().BeApproximately(seconds, 0.0625 * seconds);

    [Fact]
    public void Quantile_OfNone_IsNone()
    {
        var none = new LatencyDistribution(new());
        none.Quantile(0.5).Should().BeNull();
        none.QuantileAtMost(0.5, new BetaMixture(0.5), 0.01).Should().BeNull();
        none.QuantileAtLeast(0.5, new BetaMixture(0.5), 0.01).Should().Be(0);
        none.CertainlyOver(0).Should().Be(new Proportion(0, 0));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.95)]
    public void QuantileBounds_OfEvenLatencies_EncloseIt(double q)
    {
        var mixture = new BetaMixture(1 - q);
        Even.QuantileAtLeast(q, mixture, 0.01).Should().BeInRange(q - 0.15, q);
        Even.QuantileAtMost(q, mixture, 0.01).Should().BeInRange(q, q + 0.15);
    }

    [Fact]
    public void QuantileAtMost_OfTooFew_IsNotKnown() =>
        new LatencyDistribution(Counts(Enumerable.Range(1, 40)))
            .QuantileAtMost(0.95, new BetaMixture(0.05), 0.01)
            .Should()
            .BeNull();

    [Fact]
    public void Over_ATimeWithinABucket_LeavesTheBucketToTheOneWhoAsks()
    {
        // 100 ms lie in a bucket from 98,304 to 102,400 µs.
        var latencies = new LatencyDistribution(Counts(Enumerable.Repeat(100, 10).Append(200)));
        latencies.CertainlyOver(0.0999).Should().Be(new Proportion(1, 11));
        latencies.PerhapsOver(0.1001).Should().Be(new Proportion(11, 11));
        latencies.CertainlyOver(0.098).Should().Be(new Proportion(11, 11));
        latencies.PerhapsOver(0.103).Should().Be(new Proportion(1, 11));
    }

    [Fact]
    public void New_BucketsThatDoNotExist_AreTakenForTheLast() => new LatencyDistribution(
            new LatencyCounts
            {
                Counts =
                {
                    [-5] = 1,
                    [99_999] = 2,
                    [3] = -7,
                },
            }
        ).CertainlyOver(1).Should().Be(new Proportion(2, 3));

    private static LatencyCounts Counts(IEnumerable<int> milliseconds) =>
        new()
        {
            Counts = new(
                milliseconds
                    .CountBy(latency => LatencyCounts.BucketOf(TimeSpan.FromMilliseconds(latency)))
                    .ToDictionary(bucket => bucket.Key, bucket => (long)bucket.Value)
            ),
        };
}
