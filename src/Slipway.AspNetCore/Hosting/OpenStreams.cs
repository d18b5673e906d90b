namespace Slipway.AspNetCore.Hosting;

/// <summary>
/// Tells calls that last for as long as their callers like that the server stops. Stopping waits for every call, and
/// an idle one would never end by itself. Thread-safe.
/// </summary>
internal sealed class OpenStreams : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Cancelled when nothing more is to be read.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public Task EndAsync() => _stopping.CancelAsync();

    public void Dispose() => _stopping.Dispose();
}
