namespace Slipway.Gateway.Statistics;

/// <summary>How many there were in the last seconds, counted without a lock.</summary>
internal sealed class RollingCount(TimeProvider time)
{
    /// <summary>What is looked at.</summary>
    public const int Seconds = 10;

    private const int CountBits = 32;

    // One for each second, with its number in the upper half; more than are looked at, so that none is taken again meanwhile.
    private readonly long[] _slots = new long[16];

    public int Sum
    {
        get
        {
            var now = Now();
            var sum = 0L;
            for (var second = Math.Max(0, now - Seconds + 1); second <= now; second++)
            {
                var slot = Volatile.Read(ref _slots[second % _slots.Length]);
                if (slot >> CountBits == second)
                    sum += (uint)slot;
            }

            return (int)Math.Min(sum, int.MaxValue);
        }
    }

    public void Add()
    {
        var now = Now();
        ref var slot = ref _slots[now % _slots.Length];
        while (true)
        {
            var before = Volatile.Read(ref slot);
            var after = before >> CountBits == now ? before + 1 : (now << CountBits) | 1;
            if (Interlocked.CompareExchange(ref slot, after, before) == before)
                return;
        }
    }

    // From 1 on: an empty slot is of second 0.
    private long Now() => (time.GetTimestamp() / time.TimestampFrequency) + 1;
}
