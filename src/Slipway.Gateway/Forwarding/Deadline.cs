using System.Collections.Concurrent;

namespace Slipway.Gateway.Forwarding;

/// <summary>
/// Ends a request when its time is over. Pooled: a timer for each request is what would cost most otherwise.
/// </summary>
internal sealed class Deadline : CancellationTokenSource
{
    private const int MostPooled = 1024;

    private static readonly ConcurrentQueue<Deadline> Pool = new();
    private static int s_pooled;

    private Deadline() { }

    /// <summary>The clock runs from now on.</summary>
    public static Deadline Start(TimeSpan timeout)
    {
        if (Pool.TryDequeue(out var deadline))
            Interlocked.Decrement(ref s_pooled);
        else
            deadline = new Deadline();
        deadline.CancelAfter(timeout);
        return deadline;
    }

    /// <summary>Nobody may use its token any more.</summary>
    public void Return()
    {
        if (!TryReset() || Interlocked.Increment(ref s_pooled) > MostPooled)
        {
            Dispose();
            return;
        }

        Pool.Enqueue(this);
    }
}
