using System.Text;
using Slipway.Benchmarks.Models;

namespace Slipway.Benchmarks.Reports;

/// <summary>What <c>gateway/run.sh</c> publishes, as Markdown.</summary>
internal static class GatewayReport
{
    private const string Gateway = "gateway";
    private const string Yarp = "yarp";
    private const double Aim = 0.95;

    public static string Write(Results results)
    {
        var text = new StringBuilder().Append($"```text\n{results.Machine}\n```\n\n");
        Goal.Table(Cases().SelectMany(each => Goals(results, each.Model, each.Protocol)))
            .WriteTo(text, "What was aimed at, and what came of it:");
        Throughput(results)
            .WriteTo(
                text,
                "32 requests in flight, in a closed loop. *Per CPU second* divides the answers by the proxy's user and system time; "
                    + "requests in a second are as much the load generator's and the replica's, which share the other core:"
            );
        Latencies(results).WriteTo(text, "One request in flight, p50, through each proxy and straight to the replica:");
        return text.ToString().TrimEnd() + "\n";
    }

    private static IEnumerable<Goal?> Goals(Results results, string model, string protocol)
    {
        var (ours, yarps) = Pair(results, "proxy", model, protocol);
        var errors = ours?.Errors > 0 || yarps?.Errors > 0;
        yield return Goal.AtLeast(
            $"{model}, {Names.Of(protocol)}: requests in a CPU second",
            Aim,
            "of YARP alone",
            ours?.PerCpuSecond / yarps?.PerCpuSecond,
            errors
        );
        yield return Goal.AtLeast(
            $"{model}, {Names.Of(protocol)}: requests in a second",
            Aim,
            "of YARP alone",
            ours?.PerSecond / yarps?.PerSecond,
            errors
        );
    }

    private static MarkdownTable Throughput(Results results)
    {
        var table = new MarkdownTable(
            1,
            "case",
            "gateway, per CPU second",
            "YARP alone",
            "ratio",
            "gateway, per second",
            "YARP alone",
            "ratio",
            "gateway, p50",
            "YARP alone",
            "errors"
        );
        foreach (var (model, protocol) in Cases())
        {
            if (Pair(results, "proxy", model, protocol) is not ({ } ours, { } yarps))
                continue;
            table.Add(
                $"{model}, {Names.Of(protocol)}",
                Figures.Rate(ours.PerCpuSecond),
                Figures.Rate(yarps.PerCpuSecond),
                Figures.Ratio(ours.PerCpuSecond / yarps.PerCpuSecond),
                Figures.Rate(ours.PerSecond),
                Figures.Rate(yarps.PerSecond),
                Figures.Ratio(ours.PerSecond / yarps.PerSecond),
                Figures.Latency(ours.P50Us),
                Figures.Latency(yarps.P50Us),
                Figures.Whole(ours.Errors + yarps.Errors)
            );
        }

        return table;
    }

    private static MarkdownTable Latencies(Results results)
    {
        var table = new MarkdownTable(1, "case", "gateway", "YARP alone", "no proxy", "gateway adds", "YARP adds");
        foreach (var (model, protocol) in Cases())
        {
            if (Pair(results, "proxied", model, protocol) is not ({ } ours, { } yarps))
                continue;
            var none = results.Cell("proxied", model, protocol, "none");
            table.Add(
                $"{model}, {Names.Of(protocol)}",
                Figures.Latency(ours.P50Us),
                Figures.Latency(yarps.P50Us),
                Figures.Latency(none?.P50Us),
                Figures.Latency(ours.P50Us - none?.P50Us),
                Figures.Latency(yarps.P50Us - none?.P50Us)
            );
        }

        return table;
    }

    private static (Cell? Ours, Cell? Yarps) Pair(Results results, string what, string model, string protocol) =>
        (results.Cell(what, model, protocol, Gateway), results.Cell(what, model, protocol, Yarp));

    private static IEnumerable<(string Model, string Protocol)> Cases() =>
        BenchmarkModel.All.SelectMany(model => Names.Protocols.Select(protocol => (model.Name, protocol)));
}
