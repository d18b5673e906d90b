using System.Threading.Channels;

namespace Slipway.Operator.Queues;

/// <summary>
/// What has to be looked at: each key at most once in the queue, and by one worker at a time; what is added while it is worked on
/// comes again afterwards. Failures put it off, longer each time.
/// </summary>
internal sealed class WorkQueue<TKey>(TimeProvider time) : IDisposable
    where TKey : notnull
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    // Of what goes wrong most is the API server's affair and soon over; a release must not stand still for long after it.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();
    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly Lock _lock = new();
    private bool _isDisposed;

    /// <summary>Keys that wait for a worker now.</summary>
    public int Depth => _ready.Reader.Count;

    /// <summary>To be looked at as soon as a worker is free.</summary>
    public void Add(TKey key)
    {
        lock (_lock)
        {
            if (!_isDisposed)
                Ready(key, Of(key));
        }
    }

    /// <summary>To be looked at later; where it is to come earlier anyway, that holds.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            var entry = Of(key);
            var due = time.GetUtcNow() + delay;
            if (entry.Due <= due)
                return;
            entry.Due = due;
            entry.Timer?.Dispose();
            entry.Timer = time.CreateTimer(_ => Add(key), null, delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The next key; it is the caller's alone until <see cref="Done"/> or <see cref="Failed"/>.</summary>
    public async ValueTask<TKey> TakeAsync(CancellationToken token)
    {
        var key = await _ready.Reader.ReadAsync(token);
        lock (_lock)
        {
            var entry = Of(key);
            (entry.IsQueued, entry.IsWorked) = (false, true);
        }

        return key;
    }

    /// <param name="key">What was looked at with success.</param>
    /// <param name="again">When to look again at the latest; null for only when something changes.</param>
    public void Done(TKey key, TimeSpan? again)
    {
        lock (_lock)
        {
            Of(key).Failures = 0;
        }

        Return(key);
        if (again is { } delay)
            AddAfter(key, delay);
    }

    /// <summary>It could not be done now.</summary>
    /// <returns>For how long it is put off.</returns>
    public TimeSpan Failed(TKey key)
    {
        TimeSpan pause;
        lock (_lock)
        {
            var failures = Of(key).Failures++;
            pause = failures > 10 ? LongestPause : FirstPause * Math.Pow(2, failures);
            if (pause > LongestPause)
                pause = LongestPause;
        }

        Return(key);
        AddAfter(key, pause);
        return pause;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var entry in _entries.Values)
            {
                entry.Timer?.Dispose();
            }
        }
    }

    private void Return(TKey key)
    {
        lock (_lock)
        {
            var entry = Of(key);
            entry.IsWorked = false;
            if (entry.CameMeanwhile)
                Ready(key, entry);
            else if (entry is { Failures: 0, Timer: null, IsQueued: false })
                _entries.Remove(key);
        }
    }

    private void Ready(TKey key, Entry entry)
    {
        entry.Timer?.Dispose();
        (entry.Timer, entry.Due) = (null, DateTimeOffset.MaxValue);
        entry.CameMeanwhile = entry.IsWorked;
        if (entry.IsWorked || entry.IsQueued)
            return;
        entry.IsQueued = true;
        _ready.Writer.TryWrite(key);
    }

    private Entry Of(TKey key) => _entries.TryGetValue(key, out var entry) ? entry : _entries[key] = new Entry();

    private sealed class Entry
    {
        public bool IsQueued { get; set; }

        public bool IsWorked { get; set; }

        public bool CameMeanwhile { get; set; }

        public int Failures { get; set; }

        public DateTimeOffset Due { get; set; } = DateTimeOffset.MaxValue;

        public ITimer? Timer { get; set; }
    }
}
