namespace Slipway.AspNetCore.Hosting;

/// <summary>
/// Calls that last for as long as their callers like, and are told that the server stops: stopping waits for every call, and an
/// idle one would never end by itself. Thread-safe.
/// </summary>
internal sealed class OpenStreams : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private int _open;

    /// <summary>Cancelled when nothing more is to be read.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Some have not ended.</summary>
    public bool Any => Volatile.Read(ref _open) > 0;

    public async Task RunAsync(Func<Task> call)
    {
        Interlocked.Increment(ref _open);
        try
        {
            await call();
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    public Task EndAsync() => _stopping.CancelAsync();

    public void Dispose() => _stopping.Dispose();
}
