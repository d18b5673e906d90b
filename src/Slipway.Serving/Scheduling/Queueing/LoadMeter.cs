using System.Diagnostics;

namespace Slipway.Serving.Scheduling.Queueing;

/// <summary>
/// Rows computed in a second: of late, and while there was always one waiting, which is what the model can do on this
/// machine with everything else that runs on it. Thread-safe, without a lock.
/// </summary>
internal sealed class LoadMeter
{
    // Long enough for several requests of a busy model, short enough to notice that it is busy.
    private static readonly long Window = Stopwatch.Frequency / 50;

    private const double Weight = 0.3;

    private long _start = Stopwatch.GetTimestamp();
    private long _rows;
    private double _rate;
    private double _capacity;
    private bool _ranDry = true;

    /// <summary>Rows a second lately.</summary>
    public double Rate => Volatile.Read(ref _rate);

    /// <summary>Rows a second with work always waiting; 0 before that was seen.</summary>
    public double Capacity => Volatile.Read(ref _capacity);

    /// <summary>Nothing waits now.</summary>
    public void RanDry()
    {
        if (!Volatile.Read(ref _ranDry))
            Volatile.Write(ref _ranDry, true);
    }

    /// <summary>Books rows that have been computed.</summary>
    public void Add(int rows, long now)
    {
        var sum = Interlocked.Add(ref _rows, rows);
        var start = Volatile.Read(ref _start);
        if (now - start < Window || Interlocked.CompareExchange(ref _start, now, start) != start)
            return;
        Interlocked.Add(ref _rows, -sum);
        var rate = sum * (double)Stopwatch.Frequency / (now - start);
        Volatile.Write(ref _rate, rate);
        if (!Volatile.Read(ref _ranDry))
        {
            var known = Volatile.Read(ref _capacity);
            Volatile.Write(ref _capacity, known == 0 ? rate : known + (Weight * (rate - known)));
        }

        Volatile.Write(ref _ranDry, false);
    }
}
