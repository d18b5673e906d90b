using Slipway.Cli.Bench.Load;
using Slipway.Cli.Bench.Statistics;

namespace Slipway.Cli.Bench.Reports;

/// <summary>Turns what was recorded into figures.</summary>
internal static class PointReports
{
    public static OutcomeReport Outcome(HistogramSnapshot latencies, double seconds) =>
        new(latencies.Count, seconds > 0 ? latencies.Count / seconds : 0, Latency(latencies));

    /// <summary>What was not sent, in the form of what was.</summary>
    public static OutcomeReport Unsent(BenchPoint point) =>
        new(point.Unsent, point.Seconds > 0 ? point.Unsent / point.Seconds : 0, new LatencyReport());

    public static LatencyReport Latency(HistogramSnapshot latencies) =>
        new()
        {
            MeanUs = Microseconds(latencies.Mean),
            P50Us = Microseconds(latencies.Percentile(50)),
            P90Us = Microseconds(latencies.Percentile(90)),
            P95Us = Microseconds(latencies.Percentile(95)),
            P99Us = Microseconds(latencies.Percentile(99)),
            P999Us = Microseconds(latencies.Percentile(99.9)),
            MaxUs = Microseconds(latencies.Max),
            Histogram = [.. latencies.Occupied.Select(slot => (double[])[Microseconds(slot.UpperBound), slot.Count])],
        };

    public static IReadOnlyList<CauseReport> Causes(LoadRecorder recorder) =>
        [
            .. recorder
                .Causes.Select(cause => new CauseReport(
                    cause.Value.Kind == OutcomeKind.Refused ? "refused" : "failed",
                    cause.Key,
                    cause.Value.Count,
                    cause.Value.Message.Length > 0 ? cause.Value.Message : null
                ))
                .OrderByDescending(cause => cause.Count),
        ];

    public static double Microseconds(double nanoseconds) => Math.Round(nanoseconds / 1e3, 1);
}
