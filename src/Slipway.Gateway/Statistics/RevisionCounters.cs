namespace Slipway.Gateway.Statistics;

/// <summary>A revision's counts; they only grow, but for what is in flight.</summary>
internal sealed class RevisionCounters
{
    private long _requests;
    private long _failures;
    private int _inFlight;

    public long Requests => Interlocked.Read(ref _requests);

    public long Failures => Interlocked.Read(ref _failures);

    public int InFlight => Volatile.Read(ref _inFlight);

    public LatencyHistogram Latency { get; } = new();

    public void Begin() => Interlocked.Increment(ref _inFlight);

    /// <param name="outcome">Of an attempt that was at the revision.</param>
    /// <param name="latency">From when it was sent to the replica to the end of the answer.</param>
    public void End(Outcome outcome, TimeSpan latency)
    {
        Interlocked.Increment(ref _requests);
        if (outcome == Outcome.Failed)
            Interlocked.Increment(ref _failures);
        else if (outcome == Outcome.Answered)
            Latency.Record(latency);
        Interlocked.Decrement(ref _inFlight);
    }

    /// <summary>An attempt was given up, and not for the revision's sake.</summary>
    public void Leave() => Interlocked.Decrement(ref _inFlight);
}
