using Slipway.Tasks.Requests;

namespace Slipway.Tasks.Images.Decoding;

/// <summary>A turn at decoding. Whoever waits for memory holds a turn, so that few ever wait. Not thread-safe.</summary>
internal sealed class DecodingLease(FairBudget turns, FairBudget memory) : IDisposable
{
    private long _reserved;
    private bool _isDisposed;

    /// <summary>Waits until the memory is free; once per lease, given back with it.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask ReserveAsync(long bytes, CancellationToken cancellationToken)
    {
        await memory.ReserveAsync(bytes, cancellationToken).ConfigureAwait(false);
        _reserved = bytes;
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_reserved > 0)
            memory.Release(_reserved);
        turns.Release(1);
    }
}
