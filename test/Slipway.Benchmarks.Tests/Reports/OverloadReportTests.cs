using Slipway.Benchmarks.Reports;

namespace Slipway.Benchmarks.Tests.Reports;

public sealed class OverloadReportTests
{
    [Fact]
    public void Capacity_Sweep_IsTheBestThroughputAndThe99thPercentileOfEight()
    {
        var run = new BenchRun(
            "capacity encoder grpc",
            new RunSettings(null),
            [
                SampleRuns.Point(60, p50: 10, concurrency: 1),
                SampleRuns.Point(70, p50: 100, concurrency: 8),
                SampleRuns.Point(71, p50: 200, concurrency: 16),
            ]
        );

        Capacity.Of(run).Should().Be(new Capacity(71, 16, P99Us: 200));
    }

    [Theory]
    [InlineData(new double[] { 10, 10 }, 0.0)]
    [InlineData(new double[] { 90, 12, 10 }, 0.5)]
    [InlineData(new double[] { 90, 13, 13 }, null)]
    public void Recovery_AfterOverload_IsWhenNoSlowerThanTheSlowestBefore(double[] after, double? seconds)
    {
        var before = SampleRuns.Point(35, intervals: SampleRuns.HalfSeconds(20, 99, 99, 10, 12));

        Recovery
            .Seconds(before, SampleRuns.Point(35, intervals: SampleRuns.HalfSeconds(20, after)))
            .Should()
            .Be(seconds, "the first seconds before, in which the generator compiled its code, do not count");
    }

    [Fact]
    public void Write_Overload_HasGoodputAgainstTheBestThroughput()
    {
        var half = SampleRuns.Point(35, concurrency: null, intervals: SampleRuns.HalfSeconds(20, 10, 10, 10, 10));
        var results = SampleRuns.Results(
            new BenchRun("capacity encoder grpc", new RunSettings(null), [SampleRuns.Point(70, p50: 100)]),
            new BenchRun("overload encoder grpc", new RunSettings(300), [half, SampleRuns.Point(66.5, p50: 150), half])
        );

        var report = OverloadReport.Write(results);

        report
            .Should()
            .Contain("| encoder, gRPC: goodput | ≥ 0.90 of the best throughput | 0.95 | yes |")
            .And.Contain(
                "| encoder, gRPC: p99 of the accepted | ≤ 400 µs (2 × that without deadlines) | 300 µs | yes |"
            )
            .And.Contain("| encoder, gRPC: back to normal | ≤ 1.00 s after it | 0 µs | yes |");
    }
}
