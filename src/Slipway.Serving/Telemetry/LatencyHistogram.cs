using System.Diagnostics;

namespace Slipway.Serving.Telemetry;

/// <summary>
/// How many durations fell between bounds that grow by a factor, and their sum. Thread-safe and without locks; a reading
/// taken meanwhile may hold parts of one duration.
/// </summary>
public sealed class LatencyHistogram
{
    private const int Count = 33;

    private static readonly double[] Bounds = [.. Enumerable.Range(0, Count).Select(i => 10 * Math.Pow(1.8, i))];

    private static readonly long[] BoundTicks =
    [
        .. Bounds.Select(micros => (long)(micros * Stopwatch.Frequency / 1_000_000)),
    ];

    private readonly long[] _counts = new long[Count + 1];
    private long _ticks;

    /// <summary>
    /// Upper bounds in microseconds, the last bucket's left out, which has none: those of TensorFlow Serving, from 10 µs
    /// by 1.8 to some 24 minutes.
    /// </summary>
    public static IReadOnlyList<double> BoundsInMicroseconds => Bounds;

    /// <summary>Durations in each bucket alone, not below it; one more than there are bounds.</summary>
    public long[] Counts => [.. _counts.Select((_, i) => Interlocked.Read(ref _counts[i]))];

    public double SumInMicroseconds => Interlocked.Read(ref _ticks) * 1_000_000.0 / Stopwatch.Frequency;

    /// <summary>Books a duration in ticks of <see cref="Stopwatch"/>.</summary>
    public void Record(long ticks)
    {
        var index = Array.BinarySearch(BoundTicks, ticks);
        Interlocked.Increment(ref _counts[index < 0 ? ~index : index]);
        Interlocked.Add(ref _ticks, ticks);
    }
}
