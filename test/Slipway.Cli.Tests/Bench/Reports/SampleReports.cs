using Slipway.Cli.Bench.Reports;
using Slipway.Cli.Bench.Statistics;

namespace Slipway.Cli.Tests.Bench.Reports;

/// <summary>Reports with known figures.</summary>
internal static class SampleReports
{
    public static BenchReport Create(params BenchPoint[] points) =>
        new()
        {
            ToolVersion = "1.2.3",
            StartedAt = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Target = new ReportTarget("http://h:1/v2/models/m/infer", "rest", 100, 200),
            Settings = new ReportSettings(points[0].Rate is null ? null : "poisson", 1, 5, 10, 10, null),
            Machine = new ReportMachine(2, "Linux", ".NET"),
            Points = points,
        };

    /// <summary>A closed point with answers of 1 to <paramref name="count"/> ms in ten seconds.</summary>
    public static BenchPoint Closed(int concurrency, int count) =>
        new()
        {
            Concurrency = concurrency,
            MaxInFlight = concurrency,
            Connections = concurrency,
            Seconds = 10,
            Answered = Outcome(count),
            Refused = Outcome(0),
            Failed = Outcome(0),
            Causes = [],
            ClientCpuSeconds = 1,
            Intervals =
            [
                .. Enumerable.Range(1, 10).Select(i => new IntervalReport(i, 1, count / 10, 0, 0, 0, 500, 900, null)),
            ],
        };

    /// <summary>An open point where everything happened that can.</summary>
    public static BenchPoint Overloaded() =>
        Closed(1, 2000) with
        {
            Concurrency = null,
            Rate = 400,
            MaxInFlight = 64,
            Refused = Outcome(300),
            Failed = Outcome(7),
            Unsent = 40,
            SendLag = new LatencyReport { P99Us = 2500 },
            Causes =
            [
                new CauseReport("refused", "HTTP 503", 300, "<script>alert(1)</script> busy"),
                new CauseReport("failed", "HTTP 500", 7, null),
            ],
            Server = new ServerUsage(4, 500, 100_000_000, 110_000_000, 120_000_000, 130_000_000),
            ClientCpuSeconds = 19,
        };

    public static OutcomeReport Outcome(int count)
    {
        var histogram = new LatencyHistogram();
        for (var i = 1; i <= count; i++)
        {
            histogram.Record(i * 1_000_000L);
        }

        return PointReports.Outcome(histogram.Snapshot(), 10);
    }
}
