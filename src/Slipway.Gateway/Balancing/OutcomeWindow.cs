namespace Slipway.Gateway.Balancing;

/// <summary>Outcomes of a last while, in tenths of it. Not thread-safe.</summary>
internal sealed class OutcomeWindow(TimeProvider time)
{
    private const int Parts = 10;

    private readonly (int Requests, int Failures)[] _parts = new (int, int)[Parts];
    private int _requests;
    private int _failures;
    private long _now;

    /// <summary>Adds one and gives the sums of the window.</summary>
    public (int Requests, int Failures) Add(bool failed, TimeSpan window)
    {
        var ticks = Math.Max(1, window.Ticks / Parts);
        Advance(time.GetElapsedTime(0).Ticks / ticks);
        ref var part = ref _parts[_now % Parts];
        part.Requests++;
        _requests++;
        if (failed)
        {
            part.Failures++;
            _failures++;
        }

        return (_requests, _failures);
    }

    public void Clear()
    {
        Array.Clear(_parts);
        (_requests, _failures) = (0, 0);
    }

    private void Advance(long now)
    {
        // Where the length of the window was changed the numbers of its parts leap, also back.
        if (now < _now || now - _now >= Parts)
            Clear();
        for (var i = _now + 1; i <= now && now - _now < Parts; i++)
        {
            ref var part = ref _parts[i % Parts];
            _requests -= part.Requests;
            _failures -= part.Failures;
            part = default;
        }

        _now = now;
    }
}
