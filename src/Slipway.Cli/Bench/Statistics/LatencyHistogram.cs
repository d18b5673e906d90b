using System.Numerics;

namespace Slipway.Cli.Bench.Statistics;

/// <summary>
/// Counts latencies in nanoseconds, each doubling cut into 128 equal steps: whatever their range, a value read back is at
/// most 1/128 (0.8 %) above the one recorded and never below it. Up to 255 ns it is exact; what lasts over an hour counts
/// as an hour and a bit. Recording is thread-safe and allocates nothing.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>The longest latency that is told apart, 73 minutes.</summary>
    public const long Highest = (1L << HighestBits) - 1;

    public const int SlotCount = ((HighestBits - StepBits) << StepBits) + (1 << StepBits);

    private const int HighestBits = 42;
    private const int StepBits = 7;

    private readonly long[] _counts = new long[SlotCount];
    private long _sum;
    private long _max;

    public void Record(long nanoseconds)
    {
        var value = Math.Clamp(nanoseconds, 0, Highest);
        Interlocked.Increment(ref _counts[Slot(value)]);
        Interlocked.Add(ref _sum, value);
        var max = Volatile.Read(ref _max);
        while (value > max)
        {
            var seen = Interlocked.CompareExchange(ref _max, value, max);
            if (seen == max)
                break;
            max = seen;
        }
    }

    /// <summary>What has been recorded so far. Records that come meanwhile are in it or not.</summary>
    public HistogramSnapshot Snapshot() =>
        new((long[])_counts.Clone(), Interlocked.Read(ref _sum), Interlocked.Read(ref _max));

    /// <summary>The highest value that is counted in a slot.</summary>
    public static long UpperBound(int slot)
    {
        var shift = Shift(slot);
        var step = slot - ((long)shift << StepBits);
        return ((step + 1) << shift) - 1;
    }

    private static int Slot(long value)
    {
        // The first two steps of the scale are one range of single nanoseconds.
        var shift = Math.Max(BitOperations.Log2((ulong)value | 1) - StepBits, 0);
        return (shift << StepBits) + (int)(value >> shift);
    }

    private static int Shift(int slot) => Math.Max((slot >> StepBits) - 1, 0);
}
