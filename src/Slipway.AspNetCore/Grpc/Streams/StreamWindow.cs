namespace Slipway.AspNetCore.Grpc.Streams;

/// <summary>
/// Bounds what one stream has in flight, in requests and in bytes. Where it is full the next message is not read, and
/// the connection's flow control holds its caller back. One reader waits; anybody releases.
/// </summary>
internal sealed class StreamWindow(int maxRequests, long maxBytes)
{
    private readonly Lock _lock = new();
    private int _requests;
    private long _bytes;
    private TaskCompletionSource? _waiting;

    /// <summary>
    /// Returns when there is room for one request more. How large it is is known only when it has been read, so the
    /// bytes may go over their bound by one message.
    /// </summary>
    public ValueTask WaitAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            if (HasRoom)
                return ValueTask.CompletedTask;
            _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_waiting.Task.WaitAsync(ct));
        }
    }

    public void Take(int bytes)
    {
        lock (_lock)
        {
            _requests++;
            _bytes += bytes;
        }
    }

    public void Release(int bytes)
    {
        lock (_lock)
        {
            _requests--;
            _bytes -= bytes;
            if (HasRoom)
                _waiting?.TrySetResult();
        }
    }

    private bool HasRoom => _requests < maxRequests && _bytes < maxBytes;
}
