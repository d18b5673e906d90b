using System.Diagnostics;
using Slipway.Serving.Telemetry;

namespace Slipway.Serving.Tests.Telemetry;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Bounds_AreThoseOfTensorFlowServing()
    {
        var bounds = LatencyHistogram.BoundsInMicroseconds;
        bounds.Should().HaveCount(33);
        bounds[0].Should().Be(10);
        bounds[1].Should().Be(18);
        bounds[2].Should().BeApproximately(32.4, 1e-9);
        TimeSpan.FromMicroseconds(bounds[^1]).TotalMinutes.Should().BeInRange(20, 30);
    }

    [Fact]
    public void Record_Durations_FallIntoTheirBuckets()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(0);
        histogram.Record(Ticks(10));
        histogram.Record(Ticks(11));
        histogram.Record(Ticks(1000));
        histogram.Record(long.MaxValue / 4);

        var counts = histogram.Counts;
        counts.Should().HaveCount(34);
        counts[0].Should().Be(2, "a bound belongs to its own bucket");
        counts[1].Should().Be(1);
        counts[^1].Should().Be(1);
        counts.Sum().Should().Be(5);
    }

    [Fact]
    public void Sum_IsInMicroseconds()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(Ticks(250));
        histogram.Record(Ticks(750));
        histogram.SumInMicroseconds.Should().BeApproximately(1000, 0.01);
    }

    private static long Ticks(long microseconds) => microseconds * Stopwatch.Frequency / 1_000_000;
}
