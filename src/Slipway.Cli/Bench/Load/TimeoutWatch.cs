namespace Slipway.Cli.Bench.Load;

/// <summary>Ends requests that take longer than a limit, a twentieth of the limit late at most.</summary>
internal sealed class TimeoutWatch : IDisposable
{
    private readonly IReadOnlyList<LoadSlot> _slots;
    private readonly ILoadClock _clock;
    private readonly TimeSpan _limit;
    private readonly Timer _timer;
    private readonly Lock _running = new();

    public TimeoutWatch(IReadOnlyList<LoadSlot> slots, ILoadClock clock, TimeSpan limit)
    {
        _slots = slots;
        _clock = clock;
        _limit = limit;
        var period = TimeSpan.FromMilliseconds(Math.Clamp(limit.TotalMilliseconds / 20, 1, 500));
        _timer = new Timer(_ => Look(), null, period, period);
    }

    public void Look()
    {
        // A look that outlasts the period is not overtaken by the next.
        if (!_running.TryEnter())
            return;
        try
        {
            var oldest = _clock.Now - (long)_limit.TotalNanoseconds;
            foreach (var slot in _slots)
            {
                slot.EndIfOlderThan(oldest);
            }
        }
        finally
        {
            _running.Exit();
        }
    }

    public void Dispose() => _timer.Dispose();
}
