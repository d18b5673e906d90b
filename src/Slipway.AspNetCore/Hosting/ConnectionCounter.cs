namespace Slipway.AspNetCore.Hosting;

/// <summary>
/// Counts the connections that the server has taken, and of those that came while it drained the open ones: each of
/// these has a request that is still to be answered, after which it closes. Thread-safe.
/// </summary>
internal sealed class ConnectionCounter(ServerState state)
{
    private static readonly Action<object?> LateClosed = static counter =>
        Interlocked.Decrement(ref ((ConnectionCounter)counter!)._late);

    private long _accepted;
    private int _late;

    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Open connections that were accepted after the drain had begun.</summary>
    public int OpenSinceDrain => Volatile.Read(ref _late);

    /// <param name="closed">Cancelled when the connection is closed.</param>
    public void Opened(CancellationToken closed)
    {
        Interlocked.Increment(ref _accepted);
        if (!state.IsDraining)
            return;
        Interlocked.Increment(ref _late);
        closed.UnsafeRegister(LateClosed, this);
    }
}
