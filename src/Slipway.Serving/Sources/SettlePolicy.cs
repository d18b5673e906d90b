namespace Slipway.Serving.Sources;

/// <summary>Decides whether files are still being written. Pure.</summary>
internal static class SettlePolicy
{
    /// <summary>
    /// Zero where they have settled: their newest change lies the settle time back, or they have looked the same for
    /// that long while they were watched (clocks may be wrong, and times in the future). Else the time after which
    /// they will have, if they are left alone; infinite where a marker holds them back.
    /// </summary>
    public static TimeSpan Remaining(
        DateTime newestChange,
        TimeSpan unchangedFor,
        bool isHeld,
        DateTime now,
        TimeSpan settleTime
    )
    {
        if (isHeld)
            return Timeout.InfiniteTimeSpan;
        var age = now - newestChange;
        var quiet = age > unchangedFor ? age : unchangedFor;
        return quiet >= settleTime ? TimeSpan.Zero : settleTime - quiet;
    }
}
