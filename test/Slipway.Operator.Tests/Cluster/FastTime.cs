using System.Diagnostics;

namespace Slipway.Operator.Tests.Cluster;

/// <summary>A time in which pauses are shorter than they say: what waits for a back-off or a beat does the same sooner.</summary>
/// <param name="factor">How many of its seconds pass in one.</param>
internal sealed class FastTime(int factor) : TimeProvider
{
    private readonly DateTimeOffset _began = DateTimeOffset.UtcNow;
    private readonly long _from = Stopwatch.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _began + (Stopwatch.GetElapsedTime(_from) * factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Shorter(dueTime), Shorter(period));

    private TimeSpan Shorter(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / factor;
}
