using System.Globalization;
using System.Text;

namespace Slipway.Cli.Bench.Reports;

/// <summary>A line for each point, for spreadsheets.</summary>
internal static class CsvReport
{
    private static readonly (string Name, Func<BenchPoint, object?> Value)[] Columns =
    [
        ("concurrency", p => p.Concurrency),
        ("rate", p => p.Rate),
        ("seconds", p => p.Seconds),
        ("answered", p => p.Answered.Count),
        ("refused", p => p.Refused.Count),
        ("failed", p => p.Failed.Count),
        ("unsent", p => p.Unsent),
        ("answered_per_second", p => Math.Round(p.Answered.PerSecond, 2)),
        ("mean_us", p => p.Answered.Latency.MeanUs),
        ("p50_us", p => p.Answered.Latency.P50Us),
        ("p90_us", p => p.Answered.Latency.P90Us),
        ("p95_us", p => p.Answered.Latency.P95Us),
        ("p99_us", p => p.Answered.Latency.P99Us),
        ("p99_9_us", p => p.Answered.Latency.P999Us),
        ("max_us", p => p.Answered.Latency.MaxUs),
        ("refused_p50_us", p => p.Refused.Count > 0 ? p.Refused.Latency.P50Us : null),
        ("refused_p99_us", p => p.Refused.Count > 0 ? p.Refused.Latency.P99Us : null),
        ("refused_max_us", p => p.Refused.Count > 0 ? p.Refused.Latency.MaxUs : null),
        ("send_lag_p99_us", p => p.SendLag?.P99Us),
        ("server_cpu_seconds", p => p.Server?.CpuSeconds),
        ("answered_per_cpu_second", p => p.Server?.AnsweredPerCpuSecond),
        ("resident_bytes_before", p => p.Server?.ResidentBytesBefore),
        ("resident_bytes_after", p => p.Server?.ResidentBytesAfter),
        ("resident_bytes_most", p => p.Server?.ResidentBytesMost),
        ("client_cpu_seconds", p => Math.Round(p.ClientCpuSeconds, 3)),
    ];

    public static string Write(BenchReport report)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', Columns.Select(c => c.Name)).Append('\n');
        foreach (var point in report.Points)
        {
            text.AppendJoin(',', Columns.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Value(point)}")))
                .Append('\n');
        }

        return text.ToString();
    }
}
