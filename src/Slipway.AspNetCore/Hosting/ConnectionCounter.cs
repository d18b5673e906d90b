namespace Slipway.AspNetCore.Hosting;

/// <summary>Counts the connections that the server has taken, and those that are open. Thread-safe.</summary>
internal sealed class ConnectionCounter
{
    private long _accepted;
    private int _open;

    public long Accepted => Interlocked.Read(ref _accepted);

    public int Open => Volatile.Read(ref _open);

    public void Opened()
    {
        Interlocked.Increment(ref _accepted);
        Interlocked.Increment(ref _open);
    }

    public void Closed() => Interlocked.Decrement(ref _open);
}
