using System.Globalization;
using System.Net;
using System.Text;

namespace Slipway.Cli.Bench.Reports.Html;

/// <summary>The report as one page that needs no other file and runs no script.</summary>
internal static class HtmlReport
{
    private const string Resource = "report.css";

    public static string Write(BenchReport report)
    {
        var page = new StringBuilder();
        var title = report.Label ?? $"Load on {new Uri(report.Target.Url).Authority}";
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Append("<meta http-equiv=\"Content-Security-Policy\" ");
        page.Append("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.Append($"<title>{Escape(title)}</title>\n<style>\n{Style()}</style>\n</head>\n<body>\n");
        page.Append($"<h1>{Escape(title)}</h1>\n<p>{Escape(ReportText.Describe(report))}.</p>\n");
        WriteNotes(page, report);
        if (report.Points.Count > 0)
            WriteFigures(page, report);
        WriteFooter(page, report);
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void WriteNotes(StringBuilder page, BenchReport report)
    {
        var notes = ReportNotes.Write(report);
        if (notes.Count == 0)
            return;
        page.Append("<ul class=\"notes\">\n");
        foreach (var note in notes)
        {
            page.Append($"<li>{Escape(note)}</li>\n");
        }

        page.Append("</ul>\n");
    }

    private static void WriteFigures(StringBuilder page, BenchReport report)
    {
        page.Append(HtmlTable.Write(report));
        Section(
            page,
            "Latency over throughput",
            "Where the lines bend up, more load only waits.",
            SweepPlot.Write(report.Points)
        );
        Section(
            page,
            "Latency by percentile",
            report.Settings.Arrivals is null
                ? "From sending a request to its whole answer. In a closed loop a slow server is sent less."
                : "From the moment a request was to be sent to its whole answer, whenever it really left.",
            PercentilePlot.Write(report.Points)
        );
        Section(page, "Throughput over time", "", TimePlots.Throughput(report.Points));
        Section(page, "Latency over time", "", TimePlots.Latency(report.Points));
    }

    private static void Section(StringBuilder page, string title, string text, string plot)
    {
        if (plot.Length == 0)
            return;
        page.Append($"<section>\n<h2>{Escape(title)}</h2>\n");
        if (text.Length > 0)
            page.Append($"<p>{Escape(text)}</p>\n");
        page.Append($"{plot}</section>\n");
    }

    private static void WriteFooter(StringBuilder page, BenchReport report)
    {
        var machine = report.Machine;
        var started = report.StartedAt.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        page.Append(
            $"<footer>slipway {Escape(report.ToolVersion)}, {started}; load from {machine.Processors} processors, "
                + $"{Escape(machine.Os)}, {Escape(machine.Runtime)}</footer>\n"
        );
    }

    private static string Style()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
