using System.Globalization;
using Slipway.Errors;

namespace Slipway.Serving.Lifecycle;

/// <summary>
/// Books the estimated memory of versions before they are loaded, and makes room by evicting what nobody holds.
/// Thread-safe.
/// </summary>
/// <param name="limit">Bytes; null for no limit, and then nothing ever waits.</param>
/// <param name="longestWait">How long a booking waits for room.</param>
/// <param name="time">Measures the wait.</param>
internal sealed class MemoryBudget(long? limit, TimeSpan longestWait, TimeProvider time)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();
    private int _waiting;
    private long _used;

    /// <summary>Bytes booked now.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>
    /// Evicts the least recently used version that nobody holds, and says whether there was one. Its bytes come back
    /// through <see cref="Release"/> when it is gone.
    /// </summary>
    public Func<bool> EvictOne { get; set; } = static () => false;

    /// <summary>Bytes held by versions that eviction can free sooner or later.</summary>
    public Func<long> Evictable { get; set; } = static () => 0;

    /// <summary>Books <paramref name="bytes"/>, evicting and waiting where that is needed.</summary>
    /// <exception cref="ServingException">
    /// ResourceExhausted, reason <c>memory-budget</c>: it cannot fit, or room did not come in time.
    /// </exception>
    public async Task ReserveAsync(string what, long bytes, CancellationToken cancellationToken)
    {
        if (limit is null)
        {
            Interlocked.Add(ref _used, bytes);
            return;
        }

        var started = time.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_used + bytes <= limit)
                {
                    _used += bytes;
                    return;
                }

                changed = _changed.Task;
                _waiting++;
            }

            try
            {
                if (_used - Evictable() + bytes > limit)
                    throw Full(what, bytes, "what is loaded at start leaves too little room");
                // Not more than one at a time: its bytes are back only when it is gone.
                EvictOne();
                var left = longestWait - time.GetElapsedTime(started);
                if (left <= TimeSpan.Zero)
                    throw Full(what, bytes, "requests held the room all the time");
                await changed.WaitAsync(left, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                throw Full(what, bytes, "requests held the room all the time");
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }
    }

    /// <summary>Gives booked bytes back.</summary>
    public void Release(long bytes)
    {
        lock (_gate)
        {
            _used -= bytes;
        }

        Pulse();
    }

    /// <summary>Something that can be evicted may be held by nobody now. Costs a read where nobody waits.</summary>
    public void Pulse()
    {
        if (Volatile.Read(ref _waiting) == 0)
            return;
        TaskCompletionSource signal;
        lock (_gate)
        {
            signal = _changed;
            _changed = NewSignal();
        }

        signal.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServingException Full(string what, long bytes, string why) =>
        new(
            ServingErrorCode.ResourceExhausted,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what} needs about {bytes / 1e6:0.#} MB, but of the memory budget of {limit / 1e6:0.#} MB "
            )
                + string.Create(CultureInfo.InvariantCulture, $"{Used / 1e6:0.#} MB are taken, and {why}. ")
                + "Raise the budget, unload a model, or let more of them load on demand."
        )
        {
            Reason = "memory-budget",
        };
}
