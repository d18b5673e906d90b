using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Slipway.Benchmarks.LoadClient;

/// <summary>Turns the lines of a results file into the Markdown tables that are published.</summary>
internal static class Report
{
    public static string Write(IEnumerable<string> lines)
    {
        var cells = lines
            .Where(line => line.Length > 0)
            .Select(line => JsonSerializer.Deserialize(line, MeasurementJson.Default.Measurement)!)
            .ToArray();

        var text = new StringBuilder();
        text.AppendLine(
            "| case | server | requests/s | per CPU second | p50 µs | p99 µs | allocated B/request | errors |"
        );
        text.AppendLine("|---|---|---:|---:|---:|---:|---:|---:|");
        foreach (var cell in cells)
        {
            text.AppendLine(
                $"| {cell.Case} | {cell.Server} | {Whole(cell.PerSecond)} | {Whole(cell.PerCpuSecond)} "
                    + $"| {Whole(cell.P50)} | {Whole(cell.P99)} | {Whole(cell.AllocatedPerRequest)} | {cell.Errors} |"
            );
        }

        text.AppendLine();
        text.AppendLine(
            "| slipway ÷ baseline | requests/s | per CPU second | p50 | p99 | allocated beyond it, B/request |"
        );
        text.AppendLine("|---|---:|---:|---:|---:|---:|");
        foreach (var pair in cells.GroupBy(cell => cell.Case, StringComparer.Ordinal))
        {
            var ours = pair.FirstOrDefault(cell => cell.Server == "slipway");
            var limit = pair.FirstOrDefault(cell => cell.Server == "baseline");
            if (ours is null || limit is null)
                continue;
            text.AppendLine(
                $"| {pair.Key} | {Ratio(ours.PerSecond, limit.PerSecond)} "
                    + $"| {Ratio(ours.PerCpuSecond, limit.PerCpuSecond)} | {Ratio(ours.P50, limit.P50)} "
                    + $"| {Ratio(ours.P99, limit.P99)} | {Whole(ours.AllocatedPerRequest - limit.AllocatedPerRequest)} |"
            );
        }

        return text.ToString();
    }

    private static string Whole(double? value) => value?.ToString("#,0", CultureInfo.InvariantCulture) ?? "–";

    private static string Ratio(double? ours, double? limit) =>
        (ours / limit)?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";
}
