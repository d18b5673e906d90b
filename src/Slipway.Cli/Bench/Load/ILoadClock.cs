namespace Slipway.Cli.Bench.Load;

/// <summary>The time of a run in nanoseconds, and waiting for it more exactly than timers do.</summary>
internal interface ILoadClock
{
    long Now { get; }

    /// <summary>Blocks the calling thread until an instant, or returns at once where it has passed.</summary>
    void WaitUntil(long instant, CancellationToken cancellationToken);
}
