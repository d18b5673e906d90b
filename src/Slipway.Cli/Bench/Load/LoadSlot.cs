using System.Runtime.CompilerServices;

namespace Slipway.Cli.Bench.Load;

/// <summary>
/// A channel with a time limit that costs a request no timer: one watch looks at all slots now and then. States of
/// <c>_started</c>: 0 idle; above, the instant at which a request began; below, the watch ends it. A request that ends
/// by itself just then waits until the watch is done, which would otherwise hit the next one.
/// </summary>
internal sealed class LoadSlot(ILoadChannel channel, ILoadClock clock) : IDisposable
{
    private const long Idle = 0;
    private const long Ending = -1;

    private long _started;
    private TaskCompletionSource _ended = new();

    public ILoadChannel Channel => channel;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Outcome> SendAsync()
    {
        var started = Math.Max(clock.Now, Idle + 1);
        Volatile.Write(ref _started, started);
        var outcome = await channel.SendAsync();
        if (Interlocked.CompareExchange(ref _started, Idle, started) == started)
            return outcome;
        await _ended.Task;
        Volatile.Write(ref _started, Idle);
        return Outcome.TimedOut;
    }

    /// <summary>Ends the request in progress where it began before an instant. Called by one thread at a time.</summary>
    public void EndIfOlderThan(long instant)
    {
        var started = Volatile.Read(ref _started);
        if (started <= Idle || started >= instant)
            return;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ended = ended;
        if (Interlocked.CompareExchange(ref _started, Ending, started) != started)
            return;
        channel.Abort();
        ended.SetResult();
    }

    public void Dispose() => channel.Dispose();
}
