using Slipway.Cli.Bench.Load;

namespace Slipway.Cli.Tests.Bench.Fakes;

/// <summary>
/// A clock that moves only when somebody waits: to each event on the way, in order, then to the instant that is waited
/// for. For one thread.
/// </summary>
internal sealed class ManualClock : ILoadClock
{
    private readonly PriorityQueue<Action, (long, int)> _events = new();
    private int _order;

    public long Now { get; private set; }

    /// <summary>How late each wait ends.</summary>
    public long Lateness { get; set; }

    public void At(long instant, Action action) => _events.Enqueue(action, (instant, _order++));

    public void WaitUntil(long instant, CancellationToken cancellationToken) =>
        AdvanceTo(Math.Max(instant + Lateness, Now));

    public void Advance(long nanoseconds) => AdvanceTo(Now + nanoseconds);

    /// <summary>Lets everything happen that is planned.</summary>
    public void Finish() => AdvanceTo(long.MaxValue, stayAtLast: true);

    private void AdvanceTo(long instant, bool stayAtLast = false)
    {
        while (_events.TryPeek(out var action, out var due) && due.Item1 <= instant)
        {
            _events.Dequeue();
            Now = Math.Max(Now, due.Item1);
            action();
        }

        if (!stayAtLast)
            Now = instant;
    }
}
