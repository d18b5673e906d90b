namespace Slipway.Cli.Bench.Reports;

/// <summary>What a reader must know before believing the figures.</summary>
internal static class ReportNotes
{
    private const double BusyClient = 0.9;
    private const double LateMicroseconds = 1000;
    private const int MostCauses = 3;

    public static IReadOnlyList<string> Write(BenchReport report)
    {
        var notes = new List<string>();
        if (report.Points.Count == 0)
            notes.Add("Interrupted before the window began: nothing was measured.");
        else if (report.Interrupted)
            notes.Add("Interrupted: these are the figures up to then.");
        foreach (var point in report.Points)
        {
            Add(notes, point, report);
        }

        return notes;
    }

    private static void Add(List<string> notes, BenchPoint point, BenchReport report)
    {
        foreach (var cause in point.Causes.Take(MostCauses))
        {
            var said = cause.Message is null ? "" : $"; the server said: {cause.Message}";
            notes.Add($"{point.Load}: {Numbers.Count(cause.Count)} {cause.Kind}: {cause.Cause}{said}");
        }

        if (point.Unsent > 0)
        {
            notes.Add(
                $"{point.Load}: {Numbers.Count(point.Unsent)} requests found {point.MaxInFlight} in flight and were not "
                    + "sent; --max-in-flight raises the bound."
            );
        }

        if (point.SendLag is { P99Us: > LateMicroseconds } lag)
        {
            notes.Add(
                $"{point.Load}: requests left up to {Numbers.Latency(lag.P99Us)} late (p99), through this process or its "
                    + "machine; the latencies contain it."
            );
        }

        if (point.ClientUse(report.Machine.Processors) > BusyClient)
        {
            notes.Add(
                $"{point.Load}: this process used {Numbers.Percent(point.ClientUse(report.Machine.Processors))} of its "
                    + $"{report.Machine.Processors} processors; the server may be able to do more."
            );
        }
    }
}
