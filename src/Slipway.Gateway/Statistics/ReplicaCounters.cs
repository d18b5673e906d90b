namespace Slipway.Gateway.Statistics;

/// <summary>A replica's counts, by its name: they go on where it comes back at another address.</summary>
internal sealed class ReplicaCounters
{
    private long _requests;
    private long _failures;
    private int _inFlight;

    public long Requests => Interlocked.Read(ref _requests);

    public long Failures => Interlocked.Read(ref _failures);

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>False, and nothing is counted, where as many are in flight.</summary>
    public bool TryBegin(int most)
    {
        if (Interlocked.Increment(ref _inFlight) > most)
        {
            Interlocked.Decrement(ref _inFlight);
            return false;
        }

        return true;
    }

    /// <summary>The place that was taken is not used.</summary>
    public void Withdraw() => Interlocked.Decrement(ref _inFlight);

    public void End(bool failed)
    {
        Interlocked.Increment(ref _requests);
        if (failed)
            Interlocked.Increment(ref _failures);
        Interlocked.Decrement(ref _inFlight);
    }
}
