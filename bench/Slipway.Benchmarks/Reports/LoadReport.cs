using System.Text;
using Slipway.Benchmarks.Models;

namespace Slipway.Benchmarks.Reports;

/// <summary>What <c>load/run.sh</c> publishes, as Markdown.</summary>
internal static class LoadReport
{
    private static readonly string[] Servers = [Names.Slipway, Names.Baseline];
    private static readonly string[] Modes = ["auto", "on", "off"];

    /// <param name="results">Of one run.</param>
    /// <param name="chart">The address of the picture; null for none.</param>
    public static string Write(Results results, string? chart)
    {
        var text = new StringBuilder().Append($"```text\n{results.Machine}\n```\n\n");
        if (chart is not null)
        {
            text.Append($"![Requests in a second of the server's CPU time, by model and protocol]({chart})\n\n");
        }

        Goal.Table(LoadGoals.Of(results)).WriteTo(text, "What was aimed at, and what came of it:");
        Throughput(results).WriteTo(text, "Requests in a second of the server's CPU time. " + Published.Where);
        Latencies(results)
            .WriteTo(
                text,
                "Throughput and latencies of the same cells, in a closed loop. *Busy* is the server's part of its core: "
                    + "where it is well under 100 %, the load generator was the limit."
            );
        Single(results).WriteTo(text, "One connection, tiny model, p50:");
        Allocations(results)
            .WriteTo(text, "Managed bytes allocated for each request, from a short pass of the JIT build:");
        Batching(results)
            .WriteTo(
                text,
                "Batching, model `wide`, 64 in flight. *Full batches* is the engine alone with "
                    + $"{results.LargestBatch("wide")} rows a run, {Figures.Rate(results.Engine("wide", results.LargestBatch("wide")))} "
                    + $"rows in a CPU second; with one row it makes {Figures.Rate(results.Engine("wide"))}."
            );
        Idle(results).WriteTo(text, "An idle server, model `wide`, one in flight, p50:");
        Others(results).WriteTo(text, "All servers that were measured earlier, in the unit of the second table:");
        return text.ToString().TrimEnd() + "\n";
    }

    private static MarkdownTable Throughput(Results results)
    {
        var table = new MarkdownTable(
            1,
            "case",
            "slipway",
            "bare Kestrel",
            "ratio",
            "ONNX Runtime alone",
            "ratio",
            "Triton, earlier",
            "ratio"
        );
        foreach (var (model, protocol, ours) in Cases(results))
        {
            var limit = results.Cell("cells", model, protocol, Names.Baseline);
            var (engine, triton) = (results.Engine(model), Published.Triton(model, protocol));
            table.Add(
                What(model, protocol),
                Mark(ours, Figures.Rate(ours.PerCpuSecond)),
                limit is null ? "–" : Mark(limit, Figures.Rate(limit.PerCpuSecond)),
                Figures.Ratio(ours.PerCpuSecond / limit?.PerCpuSecond),
                Figures.Rate(engine),
                Figures.Ratio(ours.PerCpuSecond / engine),
                Figures.Rate(triton),
                Figures.Ratio(ours.PerCpuSecond / triton)
            );
        }

        return table;
    }

    private static MarkdownTable Latencies(Results results)
    {
        var table = new MarkdownTable(2, "case", "server", "requests/s", "busy", "p50", "p99", "errors");
        foreach (var (model, protocol, _) in Cases(results))
        {
            foreach (var server in Servers)
            {
                if (results.Cell("cells", model, protocol, server) is not { } cell)
                    continue;
                table.Add(
                    What(model, protocol),
                    server == Names.Baseline ? "bare Kestrel" : server,
                    Figures.Rate(cell.PerSecond),
                    Figures.Percent(cell.ServerUse),
                    Figures.Latency(cell.P50Us),
                    Figures.Latency(cell.P99Us),
                    Figures.Whole(cell.Errors)
                );
            }
        }

        return table;
    }

    private static MarkdownTable Single(Results results)
    {
        var table = new MarkdownTable(1, "protocol", "slipway", "bare Kestrel", "above it", "Triton, earlier");
        foreach (var protocol in Names.Protocols)
        {
            var ours = results.Cell("single", "tiny", protocol, Names.Slipway);
            var limit = results.Cell("single", "tiny", protocol, Names.Baseline);
            if (ours is null || limit is null)
                continue;
            table.Add(
                Names.Of(protocol),
                Mark(ours, Figures.Latency(ours.P50Us)),
                Mark(limit, Figures.Latency(limit.P50Us)),
                Figures.Latency(ours.P50Us - limit.P50Us),
                protocol == Names.Rest ? Figures.Latency(Published.TritonOneConnectionUs) : "–"
            );
        }

        return table;
    }

    private static MarkdownTable Allocations(Results results)
    {
        var table = new MarkdownTable(1, "case", "slipway", "bare Kestrel", "beyond it");
        foreach (var (model, protocol) in Pairs())
        {
            var ours = results.BytesPerRequest(model, protocol, Names.Slipway);
            var limit = results.BytesPerRequest(model, protocol, Names.Baseline);
            if (ours is not null)
                table.Add(
                    What(model, protocol),
                    Figures.Whole(ours),
                    Figures.Whole(limit),
                    Figures.Whole(ours - limit)
                );
        }

        return table;
    }

    private static MarkdownTable Batching(Results results)
    {
        var table = new MarkdownTable(
            2,
            "protocol",
            "batching",
            "requests/s",
            "per CPU second",
            "of full batches",
            "p50",
            "p99",
            "errors"
        );
        var full = results.Engine("wide", results.LargestBatch("wide"));
        foreach (var (protocol, mode) in Names.Protocols.SelectMany(p => Modes.Select(mode => (p, mode))))
        {
            if (results.Cell("batching", "wide", protocol, mode) is not { } cell)
                continue;
            table.Add(
                Names.Of(protocol),
                mode,
                Figures.Rate(cell.PerSecond),
                Figures.Rate(cell.PerCpuSecond),
                Figures.Ratio(cell.PerCpuSecond / full),
                Figures.Latency(cell.P50Us),
                Figures.Latency(cell.P99Us),
                Figures.Whole(cell.Errors)
            );
        }

        return table;
    }

    private static MarkdownTable Idle(Results results)
    {
        var table = new MarkdownTable(1, "protocol", "batching auto", "off", "ratio");
        foreach (var protocol in Names.Protocols)
        {
            var on = results.Cell("idle", "wide", protocol, "auto");
            var off = results.Cell("idle", "wide", protocol, "off");
            if (on is null || off is null)
                continue;
            table.Add(
                Names.Of(protocol),
                Mark(on, Figures.Latency(on.P50Us)),
                Mark(off, Figures.Latency(off.P50Us)),
                Figures.Ratio(on.P50Us / off.P50Us)
            );
        }

        return table;
    }

    private static MarkdownTable Others(Results results)
    {
        var table = new MarkdownTable(1, "server", "tiny, 64 in flight", "mlp, 64", "cnn, 8", "encoder, 8");
        if (!Cases(results).Any())
            return table;
        foreach (var (server, figures) in Published.Others)
        {
            table.Add([server, .. figures]);
        }

        return table;
    }

    /// <summary>The cells of our server that were measured, in the order of the models.</summary>
    internal static IEnumerable<(string Model, string Protocol, Cell Ours)> Cases(Results results) =>
        from pair in Pairs()
        let cell = results.Cell("cells", pair.Model, pair.Protocol, Names.Slipway)
        where cell is not null
        select (pair.Model, pair.Protocol, cell);

    private static IEnumerable<(string Model, string Protocol)> Pairs() =>
        BenchmarkModel.All.SelectMany(model => Names.Protocols.Select(protocol => (model.Name, protocol)));

    private static string What(string model, string protocol) => $"{model}, {Names.Of(protocol)}";

    private static string Mark(Cell cell, string text) =>
        cell.Errors > 0 ? $"{text} ({Figures.Whole(cell.Errors)} errors)" : text;
}
