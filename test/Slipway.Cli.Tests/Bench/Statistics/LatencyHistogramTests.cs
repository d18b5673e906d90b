using Slipway.Cli.Bench.Statistics;

namespace Slipway.Cli.Tests.Bench.Statistics;

public sealed class LatencyHistogramTests
{
    private static readonly double[] Percents = [0, 1, 50, 90, 95, 99, 99.9, 99.99, 100];

    public static TheoryData<string> Distributions => ["exponential", "uniform", "two humps", "tiny", "constant"];

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Percentile_AgainstExactSortedData_IsNeverBelowAndAtMostOnePercentAbove(string distribution)
    {
        var random = new Random(7);
        var values = Enumerable.Range(0, 20_000).Select(_ => Draw(distribution, random)).ToArray();
        var histogram = new LatencyHistogram();
        Array.ForEach(values, histogram.Record);
        Array.Sort(values);

        var snapshot = histogram.Snapshot();

        snapshot.Count.Should().Be(values.Length);
        snapshot.Max.Should().Be(values[^1]);
        snapshot.Mean.Should().BeApproximately(values.Average(), 1e-6 * values.Average());
        foreach (var percent in Percents)
        {
            var exact = values[Math.Max((int)Math.Ceiling(values.Length * (decimal)percent / 100), 1) - 1];
            var read = snapshot.Percentile(percent);
            read.Should().BeInRange(exact, exact + exact / 100, "p{0} of {1}", percent, distribution);
        }
    }

    [Fact]
    public void Percentile_ByNearestRank_HasNoRoundingSlip()
    {
        var histogram = new LatencyHistogram();
        for (var value = 0; value < 200; value++)
        {
            histogram.Record(value);
        }

        var snapshot = histogram.Snapshot();

        // 99.5 % of 200 are 199 values, the highest of which is 198.
        snapshot.Percentile(99.5).Should().Be(198);
        snapshot.Percentile(50).Should().Be(99);
        snapshot.Percentile(0).Should().Be(0);
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(255, 255)]
    [InlineData(LatencyHistogram.Highest, LatencyHistogram.Highest)]
    [InlineData(long.MaxValue, LatencyHistogram.Highest)]
    public void Record_AtTheEdges_IsKept(long value, long expected)
    {
        var histogram = new LatencyHistogram();

        histogram.Record(value);

        histogram.Snapshot().Max.Should().Be(expected);
        histogram.Snapshot().Percentile(50).Should().Be(expected);
    }

    [Fact]
    public void UpperBound_SlotAfterSlot_LeavesNoGap()
    {
        var last = -1L;
        for (var slot = 0; slot < LatencyHistogram.SlotCount; slot++)
        {
            var histogram = new LatencyHistogram();
            histogram.Record(last + 1);
            histogram.Record(LatencyHistogram.UpperBound(slot));

            histogram.Snapshot().Occupied.Should().ContainSingle().Which.Count.Should().Be(2);
            last = LatencyHistogram.UpperBound(slot);
        }

        last.Should().Be(LatencyHistogram.Highest);
    }

    [Fact]
    public void Snapshot_Empty_IsAllZero()
    {
        var snapshot = new LatencyHistogram().Snapshot();

        (snapshot.Count, snapshot.Max, snapshot.Mean, snapshot.Percentile(99)).Should().Be((0, 0, 0, 0));
    }

    [Fact]
    public void Since_EarlierSnapshot_HasOnlyWhatCameAfterIt()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(1_000_000);
        var earlier = histogram.Snapshot();
        histogram.Record(100);
        histogram.Record(200);

        var since = histogram.Snapshot().Since(earlier);

        (since.Count, since.Max, since.Mean).Should().Be((2, 200, 150));
    }

    [Fact]
    public async Task Record_FromManyThreads_LosesNone()
    {
        var histogram = new LatencyHistogram();

        await Task.WhenAll(
            Enumerable
                .Range(1, 4)
                .Select(thread =>
                    Task.Run(() =>
                    {
                        for (var i = 0; i < 50_000; i++)
                        {
                            histogram.Record(thread * 1000 + i % 3);
                        }
                    })
                )
        );

        (histogram.Snapshot().Count, histogram.Snapshot().Max).Should().Be((200_000, 4002));
    }

    private static long Draw(string distribution, Random random) =>
        distribution switch
        {
            "exponential" => (long)(-Math.Log(1 - random.NextDouble()) * 3e6),
            "uniform" => random.NextInt64(10_000_000_000),
            "two humps" => random.Next(100) == 0
                ? random.NextInt64(900_000_000, 1_100_000_000)
                : random.Next(50_000, 60_000),
            "tiny" => random.Next(300),
            _ => 123_456_789,
        };
}
