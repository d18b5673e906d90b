using Slipway.Cli.Bench.Load;
using Slipway.Cli.Bench.Reports;

namespace Slipway.Cli.Bench.Measurement;

/// <summary>Says on standard error what is going on: the beginning of each point, and intervals where they are asked for.</summary>
internal sealed class SweepProgress(CliConsole console, bool showsIntervals, bool isQuiet)
{
    public void Begin(LoadPlan plan, int number, int count)
    {
        if (isQuiet || !(console.ShowsProgress || showsIntervals))
            return;
        var load = plan.Rate is { } rate ? Numbers.PerSecond(rate) : $"{plan.Concurrency} in flight";
        var place = count > 1 ? $"{number} of {count}: " : "";
        console.Error.WriteLine(
            $"{place}{load}, {Numbers.Seconds(plan.Warmup.TotalSeconds)} to warm up, "
                + $"{Numbers.Seconds(plan.Duration.TotalSeconds)} measured; Ctrl+C ends it and reports what there is."
        );
    }

    public void Report(IntervalReport interval)
    {
        if (isQuiet || !showsIntervals)
            return;
        var line =
            $"{Numbers.Seconds(interval.At), 9}  {Numbers.PerSecond(interval.AnsweredPerSecond), 10}  "
            + $"p50 {Numbers.Latency(interval.P50Us)}  p99 {Numbers.Latency(interval.P99Us)}";
        if (interval.Refused > 0)
            line += $"  refused {Numbers.PerSecond(interval.RefusedPerSecond)}";
        if (interval.Failed > 0)
            line += $"  failed {Numbers.Count(interval.Failed)}";
        if (interval.Unsent > 0)
            line += $"  unsent {Numbers.Count(interval.Unsent)}";
        console.Error.WriteLine(line);
    }
}
