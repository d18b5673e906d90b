namespace Slipway.Serving.Scheduling.Batching;

/// <summary>A batch that is being computed; it is stopped when nobody waits for any part of it. Thread-safe.</summary>
#pragma warning disable CA1001 // The source has neither a timer nor a handle, and a member may leave after the end.
internal sealed class BatchRun(int members)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _abandoned = new();
    private int _waiting = members;

    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>One that waited has gone.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _waiting) == 0)
            _abandoned.Cancel();
    }
}
