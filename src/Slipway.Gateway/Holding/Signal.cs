namespace Slipway.Gateway.Holding;

/// <summary>Something that happens again and again, for those who wait for the next time. Thread-safe.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes the next time; taken before a look at what it is about, it misses nothing.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Raise() => Interlocked.Exchange(ref _next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
