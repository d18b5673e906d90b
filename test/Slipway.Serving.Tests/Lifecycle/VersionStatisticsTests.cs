using System.Diagnostics;
using Slipway.Inference;
using Slipway.Serving.Lifecycle;

namespace Slipway.Serving.Tests.Lifecycle;

public sealed class VersionStatisticsTests
{
    private static readonly long Second = Stopwatch.Frequency;

    [Fact]
    public void Read_RequestsOfSeveralSizes_CountsRowsAndDividesBySize()
    {
        var statistics = new VersionStatistics();
        statistics.Succeeded(9 * Second, Timings(1, 2, 3, 4), rows: 8);
        statistics.Succeeded(9 * Second, Timings(1, 2, 3, 4), rows: 8);
        statistics.Succeeded(9 * Second, Timings(1, 5, 6, 7));

        var reading = statistics.Read();

        reading.Inferences.Should().Be(17);
        reading.Executions.Should().Be(3);
        reading.Success.Should().Be(new CountedTime(3, TimeSpan.FromSeconds(27)));
        reading.Queue.Should().Be(new CountedTime(3, TimeSpan.FromSeconds(3)));
        reading.ComputeInput.Should().Be(new CountedTime(3, TimeSpan.FromSeconds(9)));
        reading.ComputeInfer.Should().Be(new CountedTime(3, TimeSpan.FromSeconds(12)));
        reading.ComputeOutput.Should().Be(new CountedTime(3, TimeSpan.FromSeconds(15)));
        reading.Batches.Select(batch => batch.Size).Should().Equal(1, 8);
        reading.Batches[0].ComputeInfer.Should().Be(new CountedTime(1, TimeSpan.FromSeconds(6)));
        reading.Batches[1].ComputeInfer.Should().Be(new CountedTime(2, TimeSpan.FromSeconds(6)));
    }

    [Fact]
    public void Read_MoreSizesThanAreToldApart_StillCountsEveryOne()
    {
        var statistics = new VersionStatistics();
        for (var rows = 1; rows <= 2000; rows++)
        {
            statistics.Succeeded(1, Timings(0, 0, 1, 0), rows);
        }

        var reading = statistics.Read();

        reading.Executions.Should().Be(2000);
        reading.Inferences.Should().Be(2000 * 2001 / 2);
        reading.ComputeInfer.Total.Should().Be(TimeSpan.FromSeconds(2000));
        reading.Batches.Count.Should().BeLessThan(1100);
    }

    [Fact]
    public void Read_Failures_AreDividedByReason()
    {
        var statistics = new VersionStatistics();
        statistics.Failed(Second, FailureReason.Rejected);
        statistics.Failed(Second, FailureReason.Other);
        statistics.Failed(Second, FailureReason.Other);

        var reading = statistics.Read();

        reading.Failure.Should().Be(new CountedTime(3, TimeSpan.FromSeconds(3)));
        reading.Failures[(int)FailureReason.Rejected].Should().Be(1);
        reading.Failures[(int)FailureReason.Canceled].Should().Be(0);
        reading.Failures[(int)FailureReason.Backend].Should().Be(0);
        reading.Failures[(int)FailureReason.Other].Should().Be(2);
    }

    private static InferenceTimings Timings(int queue, int input, int infer, int output) =>
        new(input * Second, infer * Second, output * Second) { Queue = queue * Second };
}
