namespace Slipway.Cli.Bench.Reports.Html;

/// <summary>Latency over throughput, a mark for each point of the sweep: where it bends up, more load only waits.</summary>
internal static class SweepPlot
{
    public static string Write(IReadOnlyList<BenchPoint> all)
    {
        var points = all.Where(p => p.Answered.Count > 0).ToList();
        if (points.Count < 2)
            return "";
        PlotLine Line(string name, string color, Func<LatencyReport, double> value, bool isLabelled) =>
            new(
                name,
                color,
                [
                    .. points.Select(p => new PlotPoint(
                        p.Answered.PerSecond,
                        value(p.Answered.Latency),
                        $"{p.Load}: {Numbers.PerSecond(p.Answered.PerSecond)}, {name} "
                            + Numbers.Latency(value(p.Answered.Latency)),
                        isLabelled ? p.Load : ""
                    )),
                ]
            )
            {
                IsMarked = true,
            };

        PlotLine[] lines =
        [
            Line("p99", PlotColors.Second, l => l.P99Us, isLabelled: true),
            Line("p50", PlotColors.First, l => l.P50Us, isLabelled: false),
        ];
        var plot = new Plot(
            Axis.Linear(points.Max(p => p.Answered.PerSecond), Numbers.Rate),
            LatencyAxis.Create([.. lines.SelectMany(l => l.Points.Select(p => p.Y))]),
            "answered requests a second",
            "latency"
        );
        return plot.Write(lines, "Latency over throughput");
    }
}
