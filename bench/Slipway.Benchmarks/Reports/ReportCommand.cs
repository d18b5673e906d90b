using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Slipway.Benchmarks.Reports.Charts;

namespace Slipway.Benchmarks.Reports;

/// <summary>Turns what the scripts measured into Markdown and a chart.</summary>
internal static class ReportCommand
{
    private const string Load = "load";
    private const string Gateway = "gateway";

    public static Command Create()
    {
        var kind = new Argument<string>("KIND")
        {
            Description = "load, overload or gateway: the script whose results these are.",
        };
        kind.AcceptOnlyFromAmong(Load, "overload", Gateway);
        var folder = new Argument<string>("FOLDER") { Description = "Where the script left them." };
        var document = new Option<string?>("--document") { Description = "The document that gets the report, too." };
        var chart = new Option<string?>("--chart") { Description = "Where the chart of `load` goes, an SVG file." };
        var command = new Command("report", "Print the report of a run as Markdown.") { kind, folder, document, chart };
        command.SetAction(result =>
            Write(
                result.GetRequiredValue(kind),
                result.GetRequiredValue(folder),
                result.GetValue(document),
                result.GetValue(chart)
            )
        );
        return command;
    }

    /// <summary>What <c>overload/run.sh</c> plans with.</summary>
    public static Command CreateCapacity()
    {
        var file = new Argument<string>("FILE") { Description = "What `slipway bench --concurrency … --json` wrote." };
        var command = new Command("capacity", "Print the best throughput and the p99 at 8 in flight, in µs.") { file };
        command.SetAction(result =>
        {
            var run = JsonSerializer.Deserialize(
                File.ReadAllText(result.GetRequiredValue(file)),
                BenchRunContext.Default.BenchRun
            )!;
            var capacity = Capacity.Of(run);
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{capacity.PerSecond:0.###} {capacity.P99Us:0.#}")
            );
        });
        return command;
    }

    private static void Write(string kind, string folder, string? document, string? chart)
    {
        var results = Results.Read(folder);
        if (chart is not null && kind == Load)
            File.WriteAllText(chart, ThroughputChart.Write(results));
        if (document is not null)
        {
            var home = Path.GetDirectoryName(Path.GetFullPath(document))!;
            var address = chart is null ? null : Path.GetRelativePath(home, Path.GetFullPath(chart)).Replace('\\', '/');
            File.WriteAllText(document, MarkedDocument.Replace(File.ReadAllText(document), kind, Text(address)));
        }

        Console.Write(Text(chart));

        string Text(string? picture) =>
            kind switch
            {
                Load => LoadReport.Write(results, picture),
                Gateway => GatewayReport.Write(results),
                _ => OverloadReport.Write(results),
            };
    }
}
