using System.Diagnostics;

namespace Slipway.Serving.Scheduling.Queueing;

/// <summary>
/// How many of those who entered have not left, of those who entered lately: who stays for longer than a few tenths of a
/// second is not counted any more, so that a slow one does not count for ever. Thread-safe, without a lock.
/// </summary>
internal sealed class RecentCount
{
    // An entry counts in its own span and in the next.
    private static readonly long Span = Stopwatch.Frequency / 4;

    private const int CountBits = 20;
    private const long CountMask = (1L << CountBits) - 1;

    // The number of the span, who entered in it, and who entered in the one before it.
    private long _state;

    /// <summary>Enters.</summary>
    /// <param name="now">A timestamp of Stopwatch.</param>
    /// <returns>What <see cref="Leave"/> wants to know.</returns>
    public long Enter(long now)
    {
        var seen = Volatile.Read(ref _state);
        while (true)
        {
            var state = At(seen, now / Span);
            if (Current(state) < CountMask)
                state += 1L << CountBits;
            var found = Interlocked.CompareExchange(ref _state, state, seen);
            if (found == seen)
                return SpanOf(state);
            seen = found;
        }
    }

    public void Leave(long entered)
    {
        var seen = Volatile.Read(ref _state);
        while (true)
        {
            var state = seen;
            if (entered == SpanOf(state) && Current(state) > 0)
                state -= 1L << CountBits;
            else if (entered == SpanOf(state) - 1 && Former(state) > 0)
                state--;
            if (state == seen)
                return;
            var found = Interlocked.CompareExchange(ref _state, state, seen);
            if (found == seen)
                return;
            seen = found;
        }
    }

    /// <summary>Those who are counted.</summary>
    /// <param name="now">A timestamp of Stopwatch.</param>
    public int Count(long now)
    {
        var state = At(Volatile.Read(ref _state), now / Span);
        return (int)(Current(state) + Former(state));
    }

    private static long At(long state, long span) =>
        (span - SpanOf(state)) switch
        {
            <= 0 => state,
            1 => Pack(span, 0, Current(state)),
            _ => Pack(span, 0, 0),
        };

    private static long Pack(long span, long current, long former) =>
        (span << (2 * CountBits)) | (current << CountBits) | former;

    private static long SpanOf(long state) => state >> (2 * CountBits);

    private static long Current(long state) => (state >> CountBits) & CountMask;

    private static long Former(long state) => state & CountMask;
}
