namespace Slipway.Gateway.Hosting;

/// <summary>Whether the gateway is on its way out. Thread-safe.</summary>
internal sealed class Draining : IDisposable
{
    // What a stream, which has no end of its own, is given to come to one.
    private static readonly TimeSpan StreamsHave = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _streams = new();

    private volatile bool _isSucceeded;

    /// <summary>It is not to get new connections; those that come all the same are answered.</summary>
    public bool IsAnnounced => _announced.Task.IsCompleted;

    /// <summary>Completes when it is announced.</summary>
    public Task Announced => _announced.Task;

    public bool HasBegun => _begun.Task.IsCompleted;

    /// <summary>Completes when it begins.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Ends the streams that are still open some seconds later.</summary>
    public CancellationToken EndOfStreams => _streams.Token;

    /// <summary>
    /// Another gateway takes the new connections: those over HTTP/1.1 are closed with their next answer, as their clients are told
    /// in it. A connection that is closed unannounced may have a request on its way.
    /// </summary>
    public void Succeed() => _isSucceeded = true;

    /// <summary>To be called before the answer begins.</summary>
    public void Mark(HttpContext context)
    {
        if (_isSucceeded && HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
    }

    /// <summary>Comes before <see cref="Begin"/>, by as long as others take to notice.</summary>
    public void Announce() => _announced.TrySetResult();

    public void Begin()
    {
        Announce();
        if (_begun.TrySetResult())
            _streams.CancelAfter(StreamsHave);
    }

    public void Dispose() => _streams.Dispose();
}
