namespace Slipway.Serving.Telemetry;

/// <summary>Picks the requests to trace by rate and count. Thread-safe.</summary>
internal sealed class TraceSampler(TraceSettings settings)
{
    private readonly bool _everything = settings is { Timestamps: true, Rate: 1, Count: < 0 };
    private long _seen;
    private int _left = settings.Count;
    private int _open;

    /// <summary>The settings, with the count that is left.</summary>
    public TraceSettings Settings => settings with { Count = Volatile.Read(ref _left) };

    /// <summary>
    /// Whether to trace a request; then <see cref="Finish"/> follows. One that is forced is traced beyond rate and
    /// count.
    /// </summary>
    public bool TrySample(bool forced)
    {
        if (!settings.Timestamps)
            return false;
        if (_everything)
            return true;
        if (Interlocked.Increment(ref _seen) % settings.Rate != 0 && !forced)
            return false;
        Interlocked.Increment(ref _open);
        if (TryTakeOne() || forced)
            return true;
        Interlocked.Decrement(ref _open);
        return false;
    }

    /// <summary>A request traced has ended. True where it was the last one.</summary>
    public bool Finish() => !_everything && Interlocked.Decrement(ref _open) == 0 && Volatile.Read(ref _left) == 0;

    private bool TryTakeOne()
    {
        var left = Volatile.Read(ref _left);
        while (left > 0)
        {
            var found = Interlocked.CompareExchange(ref _left, left - 1, left);
            if (found == left)
                return true;
            left = found;
        }

        return left < 0;
    }
}
