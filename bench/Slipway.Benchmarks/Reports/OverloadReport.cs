using System.Text;
using Slipway.Benchmarks.Models;

namespace Slipway.Benchmarks.Reports;

/// <summary>What <c>overload/run.sh</c> publishes, as Markdown.</summary>
internal static class OverloadReport
{
    private const double MostRefusalUs = 5000;

    public static string Write(Results results)
    {
        var text = new StringBuilder().Append($"```text\n{results.Machine}\n```\n\n");
        var runs = Runs(results).ToList();
        Goal.Table(runs.SelectMany(Goals)).WriteTo(text, "What was aimed at, and what came of it:");
        Capacities(runs)
            .WriteTo(
                text,
                "Capacity, in closed loops without deadlines; the rate and the deadline of each request that follow from it:"
            );
        Outcomes(runs)
            .WriteTo(
                text,
                "What became of the requests, each second. *Failed* are those whose deadline passed after all; *unsent* found "
                    + "no free slot in the load generator, whose *lag* is the p99 of how late it sent the others:"
            );
        Latencies(runs)
            .WriteTo(
                text,
                "Latencies under overload: of the accepted from the instant at which they were due, of the refused from when they were "
                    + "sent:"
            );
        Around(runs)
            .WriteTo(
                text,
                "Half of the capacity before the overload and right after it, and the server's resident size. *Back to normal* "
                    + "is the first half second after the overload that is no slower than the slowest one before it:"
            );
        return text.ToString().TrimEnd() + "\n";
    }

    private static IEnumerable<Goal?> Goals(OverloadRun run)
    {
        // Where a refusal costs as much as an answer, nothing is promised.
        if (!run.IsCheapToRefuse)
            yield break;
        var load = run.Overload;
        yield return Goal.AtLeast(
            $"{run.What}: goodput",
            0.9,
            "of the best throughput",
            load.Answered.PerSecond / run.Capacity.PerSecond
        );
        yield return Goal.AtMost(
            $"{run.What}: p99 of the accepted",
            2 * run.Capacity.P99Us,
            "(2 × that without deadlines)",
            load.Answered.Count > 0 ? load.Answered.Latency.P99Us : double.PositiveInfinity,
            Figures.Latency
        );
        yield return Goal.AtMost(
            $"{run.What}: p99 of the refusals",
            MostRefusalUs,
            "",
            load.Refused.Count > 0 ? run.RefusalTime.P99Us : null,
            Figures.Latency
        );
        yield return Goal.AtMost(
            $"{run.What}: back to normal",
            1e6,
            "after it",
            (Recovery.Seconds(run.Before, run.After) ?? double.PositiveInfinity) * 1e6,
            Figures.Latency
        );
    }

    private static MarkdownTable Capacities(List<OverloadRun> runs)
    {
        var table = new MarkdownTable(
            1,
            "case",
            "best throughput/s",
            "in flight there",
            "p99 at 8 in flight",
            "overload/s",
            "deadline"
        );
        foreach (var run in runs)
        {
            table.Add(
                run.What,
                Figures.Rate(run.Capacity.PerSecond),
                Figures.Whole(run.Capacity.Concurrency),
                Figures.Latency(run.Capacity.P99Us),
                Figures.Rate(run.Overload.Rate),
                $"{run.DeadlineMs} ms"
            );
        }

        return table;
    }

    private static MarkdownTable Outcomes(List<OverloadRun> runs)
    {
        var table = new MarkdownTable(1, "case", "answered", "refused", "failed", "unsent", "server busy", "lag");
        foreach (var run in runs)
        {
            var load = run.Overload;
            table.Add(
                run.What,
                Figures.Rate(load.Answered.PerSecond),
                Figures.Rate(load.Refused.PerSecond),
                Figures.Rate(load.Failed.PerSecond),
                Figures.Rate(load.Unsent / load.Seconds),
                Figures.Percent((load.Server?.CpuSeconds ?? double.NaN) / load.Seconds),
                Figures.Latency(load.SendLag?.P99Us)
            );
        }

        return table;
    }

    private static MarkdownTable Latencies(List<OverloadRun> runs)
    {
        var table = new MarkdownTable(
            1,
            "case",
            "accepted, p50",
            "p99",
            "p99 ÷ that without deadlines",
            "refused, p50",
            "p99",
            "max"
        );
        foreach (var run in runs)
        {
            var (accepted, refused) = (run.Overload.Answered.Latency, run.RefusalTime);
            table.Add(
                run.What,
                Figures.Latency(accepted.P50Us),
                Figures.Latency(accepted.P99Us),
                Figures.Ratio(accepted.P99Us / run.Capacity.P99Us),
                Figures.Latency(refused.P50Us),
                Figures.Latency(refused.P99Us),
                Figures.Latency(refused.MaxUs)
            );
        }

        return table;
    }

    private static MarkdownTable Around(List<OverloadRun> runs)
    {
        var table = new MarkdownTable(
            1,
            "case",
            "before: p50",
            "p99",
            "after: p50",
            "p99",
            "back to normal",
            "MB before",
            "most",
            "MB after"
        );
        foreach (var run in runs)
        {
            var (before, after) = (run.Before.Answered.Latency, run.After.Answered.Latency);
            table.Add(
                run.What,
                Figures.Latency(before.P50Us),
                Figures.Latency(before.P99Us),
                Figures.Latency(after.P50Us),
                Figures.Latency(after.P99Us),
                Recovery.Seconds(run.Before, run.After) is { } seconds ? $"{Figures.Rate(seconds)} s" : "never",
                Figures.Megabytes(run.Overload.Server?.ResidentBytesBefore),
                Figures.Megabytes(run.Overload.Server?.ResidentBytesMost),
                Figures.Megabytes(run.After.Server?.ResidentBytesAfter)
            );
        }

        return table;
    }

    private static IEnumerable<OverloadRun> Runs(Results results) =>
        from model in BenchmarkModel.All
        from protocol in Names.Protocols
        let capacity = results.Runs.LastOrDefault(run => run.Label == $"capacity {model.Name} {protocol}")
        let overload = results.Runs.LastOrDefault(run => run.Label == $"overload {model.Name} {protocol}")
        where capacity is not null && overload?.Points.Count == 3
        select new OverloadRun(model.Name, protocol, Capacity.Of(capacity), overload);
}
