namespace Slipway.Gateway.Statistics;

/// <summary>
/// How many requests are there, integrated over time. The three figures belong together, so this one counter has a lock,
/// held for a few instructions.
/// </summary>
internal sealed class ConcurrencyMeter(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _last = time.GetTimestamp();
    private int _present;
    private double _seconds;

    public int Present => Volatile.Read(ref _present);

    public double Seconds
    {
        get
        {
            lock (_lock)
            {
                Change(0);
                return _seconds;
            }
        }
    }

    public void Enter()
    {
        lock (_lock)
        {
            Change(1);
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            Change(-1);
        }
    }

    private void Change(int by)
    {
        var now = time.GetTimestamp();
        _seconds += _present * time.GetElapsedTime(_last, now).TotalSeconds;
        _last = now;
        _present += by;
    }
}
