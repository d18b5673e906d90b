using System.Net;
using System.Text;

namespace Slipway.Cli.Bench.Reports.Html;

/// <summary>The figures of all points as a table.</summary>
internal static class HtmlTable
{
    public static string Write(BenchReport report)
    {
        var hasServer = report.Points.Any(p => p.Server is not null);
        var table = new StringBuilder();
        table.Append("<div class=\"scroll\"><table>\n<thead><tr><th>load</th><th></th>");
        string[] columns = ["count", "per second", "p50", "p90", "p95", "p99", "p99.9", "max"];
        table.AppendJoin("", columns.Select(c => $"<th>{c}</th>"));
        if (hasServer)
            table.Append("<th>per CPU s</th><th>most resident</th>");
        table.Append("</tr></thead>\n<tbody>\n");
        foreach (var point in report.Points)
        {
            Row(table, point.Load, "answered", point.Answered, hasServer ? point.Server : null, hasServer);
            if (point.Refused.Count > 0)
                Row(table, "", "refused", point.Refused, null, hasServer);
            if (point.Failed.Count > 0)
                Row(table, "", "failed", point.Failed, null, hasServer);
            if (point.Unsent > 0)
                Row(table, "", "unsent", PointReports.Unsent(point), null, hasServer);
        }

        return table.Append("</tbody>\n</table></div>\n").ToString();
    }

    private static void Row(
        StringBuilder table,
        string load,
        string kind,
        OutcomeReport outcome,
        ServerUsage? server,
        bool hasServer
    )
    {
        var latency = outcome.Latency;
        double[] latencies =
        [
            latency.P50Us,
            latency.P90Us,
            latency.P95Us,
            latency.P99Us,
            latency.P999Us,
            latency.MaxUs,
        ];
        table.Append($"<tr class=\"{kind}\"><th>{WebUtility.HtmlEncode(load)}</th><td>{kind}</td>");
        table.Append($"<td>{Numbers.Count(outcome.Count)}</td><td>{Numbers.Rate(outcome.PerSecond)}</td>");
        table.AppendJoin("", latencies.Select(us => $"<td>{(us > 0 ? Numbers.Latency(us) : "–")}</td>"));
        if (hasServer)
        {
            var perCpu = server?.AnsweredPerCpuSecond is { } rate ? Numbers.Rate(rate) : "";
            var resident = server is null ? "" : Numbers.Megabytes(server.ResidentBytesMost);
            table.Append($"<td>{perCpu}</td><td>{resident}</td>");
        }

        table.Append("</tr>\n");
    }
}
