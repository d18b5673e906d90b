using Spectre.Console;

namespace Slipway.Cli.Bench.Reports;

/// <summary>The figures for people.</summary>
internal static class TableReport
{
    public static void Write(IAnsiConsole console, BenchReport report)
    {
        console.WriteLine(ReportText.Describe(report));
        if (report.Points.Count > 0)
            console.Write(Table(report));
        foreach (var point in report.Points)
        {
            if (point.Server is { } server)
                console.WriteLine($"{point.Load}: {ReportText.Describe(server, point)}");
        }

        foreach (var note in ReportNotes.Write(report))
        {
            console.WriteLine(note);
        }
    }

    private static Table Table(BenchReport report)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("load").AddColumn("");
        foreach (var column in (string[])["count", "per second", "p50", "p90", "p95", "p99", "p99.9", "max"])
        {
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        }

        foreach (var point in report.Points)
        {
            AddRow(table, point.Load, "answered", point.Answered);
            if (point.Refused.Count > 0)
                AddRow(table, "", "[yellow]refused[/]", point.Refused);
            if (point.Failed.Count > 0)
                AddRow(table, "", "[red]failed[/]", point.Failed);
            if (point.Unsent > 0)
                AddRow(table, "", "[yellow]unsent[/]", PointReports.Unsent(point));
        }

        return table;
    }

    private static void AddRow(Table table, string load, string kind, OutcomeReport outcome)
    {
        var latency = outcome.Latency;
        string Cell(double value) => value == 0 ? "–" : Numbers.Latency(value);
        table.AddRow(
            load,
            kind,
            Numbers.Count(outcome.Count),
            Numbers.Rate(outcome.PerSecond),
            Cell(latency.P50Us),
            Cell(latency.P90Us),
            Cell(latency.P95Us),
            Cell(latency.P99Us),
            Cell(latency.P999Us),
            Cell(latency.MaxUs)
        );
    }
}
