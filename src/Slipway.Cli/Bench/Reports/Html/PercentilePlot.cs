namespace Slipway.Cli.Bench.Reports.Html;

/// <summary>Latency over percentile, the axis stretched so that each nine takes the same room.</summary>
internal static class PercentilePlot
{
    // More lines than this cannot be told apart.
    private const int MostLines = 8;
    private const int MostSteps = 300;

    private static readonly string[] Nines = ["0 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %", "99.9999 %"];

    public static string Write(IReadOnlyList<BenchPoint> all)
    {
        var points = Choose([.. all.Where(p => p.Answered.Count > 1)]);
        if (points.Count == 0)
            return "";
        var nines = Math.Min(Math.Log10(points.Max(p => p.Answered.Count)), Nines.Length - 1);
        var lines = points
            .Select((point, i) => new PlotLine(point.Load, PlotColors.Step(i, points.Count), Curve(point, nines)))
            .ToList();
        var values = lines.SelectMany(line => line.Points.Select(p => p.Y)).ToList();
        var ticks = Nines.Take((int)nines + 1).Select((text, i) => ((double)i, text)).ToList();
        ticks.Insert(1, (Math.Log10(2), "50 %"));
        var plot = new Plot(
            Axis.Marked(nines, ticks),
            LatencyAxis.Create(values),
            "percentile of answered requests",
            "latency"
        );
        return plot.Write(lines, "Latency by percentile");
    }

    private static List<BenchPoint> Choose(List<BenchPoint> points) =>
        points.Count <= MostLines
            ? points
            : [.. Enumerable.Range(0, MostLines).Select(i => points[i * (points.Count - 1) / (MostLines - 1)])];

    private static List<PlotPoint> Curve(BenchPoint point, double nines)
    {
        var curve = new List<PlotPoint>();
        double count = point.Answered.Count;
        var seen = 0.0;
        var last = double.NegativeInfinity;
        foreach (var slot in point.Answered.Latency.Histogram)
        {
            // The slot's own requests lie between the part before it and the part with it.
            var from = Place(seen / count, nines);
            seen += slot[1];
            var to = Place(seen / count, nines);
            if (curve.Count == 0)
                curve.Add(new PlotPoint(from, slot[0]));
            if (to - last < nines / MostSteps && seen < count)
                continue;
            last = to;
            curve.Add(new PlotPoint(to, slot[0]));
        }

        return curve;
    }

    private static double Place(double part, double nines) =>
        part >= 1 ? nines : Math.Min(-Math.Log10(1 - part), nines);
}
