namespace Slipway.Benchmarks.Reports;

/// <summary>How soon latencies are again what they were before, under the same load.</summary>
internal static class Recovery
{
    // The load generator compiles its code in the first seconds.
    private const double LeftOut = 5;

    /// <summary>
    /// Seconds from the end of the overload to the first interval whose p50 and p99 are no higher than the highest of any
    /// interval before it; null where none is.
    /// </summary>
    public static double? Seconds(RunPoint before, RunPoint after)
    {
        var last = before.Intervals.Count > 0 ? before.Intervals[^1].At : 0;
        var normal = before
            .Intervals.Where(interval => interval.Answered > 0 && interval.At > Math.Min(LeftOut, last / 2))
            .ToList();
        if (normal.Count == 0)
            return null;
        var (p50, p99) = (normal.Max(interval => interval.P50Us), normal.Max(interval => interval.P99Us));
        var first = after.Intervals.FirstOrDefault(interval =>
            interval.Answered > 0 && interval.P50Us <= p50 && interval.P99Us <= p99
        );
        return first is null ? null : Math.Max(Math.Round(first.At - first.Seconds, 1), 0);
    }
}
