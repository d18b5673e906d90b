using Slipway.Serving.Scheduling.Batching;

namespace Slipway.Serving.Tests.Scheduling.Batching;

public sealed class BatchTimesTests
{
    [Fact]
    public void Limit_RowsThatGetCheaper_Doubles()
    {
        var times = new BatchTimes(64, isAdaptive: true);
        times.Add(1, 1000);
        times.Pays.Should().BeFalse();
        times.Limit.Should().Be(2);
        times.Add(2, 1200);
        times.Pays.Should().BeTrue();
        times.Limit.Should().Be(4);
        times.Add(4, 1600);
        times.Limit.Should().Be(8);
        times.BestRowTicks.Should().Be(400);
    }

    [Fact]
    public void Limit_RowsThatGetDearer_StaysAtOneButForARareTrial()
    {
        var times = new BatchTimes(64, isAdaptive: true);
        times.Add(1, 1000);
        times.Add(2, 2500);
        var limits = new List<int>();
        for (var i = 0; i < 1000; i++)
        {
            times.Add(1, 1000);
            limits.Add(times.Limit);
        }

        times.Pays.Should().BeFalse();
        limits.Count(limit => limit == 1).Should().BeGreaterThan(980);
        limits.Should().Contain(2);
    }

    [Fact]
    public void Limit_TheFirstExecutionWasSlow_FindsBackToOne()
    {
        var times = new BatchTimes(64, isAdaptive: true);
        times.Add(1, 2000);
        for (var i = 0; i < 4000; i++)
        {
            var rows = times.Limit;
            times.Add(rows, 1000 * rows);
        }

        times.Pays.Should().BeFalse();
        times.BestRowTicks.Should().BeApproximately(1000, 50);
    }

    [Fact]
    public void TicksOf_SizesThatWereNotMeasured_FollowsFromSmallerOnes()
    {
        var times = new BatchTimes(64, isAdaptive: true);
        times.TicksOf(8).Should().Be(0);
        times.Add(1, 1000);
        times.Add(4, 2000);
        times.TicksOf(1).Should().Be(1000);
        times.TicksOf(2).Should().Be(2000);
        times.TicksOf(4).Should().Be(2000);
        times.TicksOf(8).Should().Be(4000);
    }

    [Fact]
    public void Limit_AnInterruption_ChangesLittle()
    {
        var times = new BatchTimes(64, isAdaptive: true);
        times.Add(1, 1000);
        times.Add(1, 1_000_000);
        times.SingleTicks.Should().BeLessThan(1500);
    }

    [Fact]
    public void Limit_NotAdaptive_IsTheLargest() => new BatchTimes(48, isAdaptive: false).Limit.Should().Be(48);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(48)]
    [InlineData(65_536)]
    public void Limit_NeverExceedsTheLargest(int most)
    {
        var times = new BatchTimes(most, isAdaptive: true);
        for (var rows = 1; rows <= most; rows *= 2)
        {
            times.Add(rows, 1000);
            times.Limit.Should().BeInRange(1, most);
        }
    }
}
