namespace Slipway.Cli.Bench.Reports.Html;

/// <summary>Throughput and latency as the run went on, the windows of a sweep one behind the other.</summary>
internal static class TimePlots
{
    // The marks' texts would otherwise lie over each other.
    private const int MostMarks = 10;

    public static string Throughput(IReadOnlyList<BenchPoint> points)
    {
        var answered = Line("answered", PlotColors.First, points, i => i.AnsweredPerSecond, Numbers.PerSecond);
        var refused = Line("refused", PlotColors.Refused, points, i => i.RefusedPerSecond, Numbers.PerSecond);
        PlotLine[] lines = points.Any(p => p.Refused.Count > 0) ? [answered, refused] : [answered];
        if (answered.Points.Count < 2)
            return "";
        var most = Values(lines).Max();
        return Create(points, Axis.Linear(most, Numbers.Rate), "requests a second")
            .Write(lines, "Throughput over time");
    }

    public static string Latency(IReadOnlyList<BenchPoint> points)
    {
        PlotLine[] lines =
        [
            Line("p99", PlotColors.Second, points, i => i.P99Us, Numbers.Latency),
            Line("p50", PlotColors.First, points, i => i.P50Us, Numbers.Latency),
        ];
        if (lines[0].Points.Count < 2)
            return "";
        var axis = LatencyAxis.Create(Values(lines));
        return Create(points, axis, "latency").Write(lines, "Latency over time");
    }

    private static List<double> Values(PlotLine[] lines) =>
        [.. lines.SelectMany(line => line.Points).Where(p => !p.IsGap).Select(p => p.Y)];

    private static Plot Create(IReadOnlyList<BenchPoint> points, Axis y, string title)
    {
        var marks = new List<(double, string)>();
        var from = 0.0;
        foreach (var point in points)
        {
            marks.Add((from, point.Load));
            from += point.Seconds;
        }

        return new Plot(Axis.Linear(from, s => $"{Numbers.Rate(s)} s", endsAtTick: false), y, "measured time", title)
        {
            Marks = points.Count is > 1 and <= MostMarks ? marks : [],
        };
    }

    private static PlotLine Line(
        string name,
        string color,
        IReadOnlyList<BenchPoint> points,
        Func<IntervalReport, double> value,
        Func<double, string> text
    )
    {
        var line = new List<PlotPoint>();
        var from = 0.0;
        foreach (var point in points)
        {
            if (line.Count > 0)
                line.Add(PlotPoint.Gap);
            // In the middle of its interval.
            line.AddRange(
                point.Intervals.Select(i => new PlotPoint(
                    from + i.At - i.Seconds / 2,
                    value(i),
                    $"{Numbers.Seconds(from + i.At)}: {name} {text(value(i))}"
                ))
            );
            from += point.Seconds;
        }

        return new PlotLine(name, color, line);
    }
}
