namespace Slipway.Serving.Lifecycle;

/// <summary>A load that failed: how often in a row, when last, and how long until it is tried again.</summary>
internal readonly record struct LoadRetry(int Failures, long FailedAt, TimeSpan Delay)
{
    public bool IsDue(TimeProvider time) => time.GetElapsedTime(FailedAt) >= Delay;

    /// <summary>Until it is due; at least a millisecond, so that a timer never fires early.</summary>
    public TimeSpan Left(TimeProvider time) =>
        TimeSpan.FromTicks(Math.Max((Delay - time.GetElapsedTime(FailedAt)).Ticks, TimeSpan.TicksPerMillisecond));
}
