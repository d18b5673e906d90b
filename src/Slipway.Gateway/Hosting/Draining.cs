namespace Slipway.Gateway.Hosting;

/// <summary>Whether the gateway is on its way out. Thread-safe.</summary>
internal sealed class Draining : IDisposable
{
    // What a stream, which has no end of its own, is given to come to one.
    private static readonly TimeSpan StreamsHave = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _streams = new();

    public bool HasBegun => _begun.Task.IsCompleted;

    /// <summary>Completes when it begins.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Ends the streams that are still open some seconds later.</summary>
    public CancellationToken EndOfStreams => _streams.Token;

    public void Begin()
    {
        if (_begun.TrySetResult())
            _streams.CancelAfter(StreamsHave);
    }

    public void Dispose() => _streams.Dispose();
}
