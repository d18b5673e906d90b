namespace Slipway.Benchmarks.Reports;

/// <summary>One cell of the matrix: the medians of its runs.</summary>
/// <param name="PerSecond">Answers.</param>
/// <param name="PerCpuSecond">Answers in a second of the server's user and system time.</param>
/// <param name="P50Us">Of the answers.</param>
/// <param name="P99Us">The same.</param>
/// <param name="ServerUse">CPU time of the server in the time of the window; 1 is a core.</param>
/// <param name="Errors">Refusals and failures of all runs: where there are any, something else was measured.</param>
internal sealed record Cell(
    double PerSecond,
    double PerCpuSecond,
    double P50Us,
    double P99Us,
    double ServerUse,
    long Errors
)
{
    public static Cell Of(IReadOnlyList<RunPoint> runs)
    {
        double Median(Func<RunPoint, double> figure) => Medians.Of(runs.Select(figure));
        return new Cell(
            Median(run => run.Answered.PerSecond),
            Median(run => run.Server?.AnsweredPerCpuSecond ?? double.NaN),
            Median(run => run.Answered.Latency.P50Us),
            Median(run => run.Answered.Latency.P99Us),
            Median(run => (run.Server?.CpuSeconds ?? double.NaN) / run.Seconds),
            runs.Sum(run => run.Refused.Count + run.Failed.Count)
        );
    }
}
