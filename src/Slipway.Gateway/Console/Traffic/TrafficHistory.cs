namespace Slipway.Gateway.Console.Traffic;

/// <summary>
/// The last quarter of an hour of every service, revision and pipeline, and their present figures. It is kept whether
/// anybody looks or not: a few kilobytes for each. Thread-safe.
/// </summary>
internal sealed class TrafficHistory(TimeProvider time)
{
    /// <summary>Between two samples.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Samples that are kept.</summary>
    public const int Length = 180;

    // Present figures are of the time since the oldest of these: from 10 to 15 seconds.
    private const int Recent = 3;

    private readonly Lock _lock = new();
    private readonly Queue<TrafficMoment> _recent = new();
    private readonly Dictionary<SeriesKey, Queue<TrafficPoint>> _series = [];

    /// <summary>Raised by each sample.</summary>
    public long Samples { get; private set; }

    public void Add(TrafficMoment moment)
    {
        lock (_lock)
        {
            if (_recent.LastOrDefault() is { } before)
            {
                foreach (var (key, point) in Between(before, moment))
                {
                    if (!_series.TryGetValue(key, out var points))
                        _series.Add(key, points = new Queue<TrafficPoint>());
                    points.Enqueue(point);
                }
            }

            Forget(moment.At - (Interval * Length));
            _recent.Enqueue(moment);
            if (_recent.Count > Recent)
                _recent.Dequeue();
            Samples++;
        }
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<TrafficPoint> Of(SeriesKey key)
    {
        lock (_lock)
        {
            return _series.TryGetValue(key, out var points) ? [.. points] : [];
        }
    }

    /// <summary>The figures of now; empty in the first seconds.</summary>
    public IReadOnlyDictionary<SeriesKey, TrafficPoint> Figures(TrafficMoment now)
    {
        lock (_lock)
        {
            return _recent.TryPeek(out var before)
                ? Between(before, now).ToDictionary()
                : new Dictionary<SeriesKey, TrafficPoint>();
        }
    }

    private IEnumerable<KeyValuePair<SeriesKey, TrafficPoint>> Between(TrafficMoment before, TrafficMoment now)
    {
        var seconds = time.GetElapsedTime(before.Timestamp, now.Timestamp).TotalSeconds;
        return now.Series.Select(pair =>
            KeyValuePair.Create(
                pair.Key,
                TrafficPoint.Between(
                    before.Series.GetValueOrDefault(pair.Key, TrafficCounts.None),
                    pair.Value,
                    seconds,
                    now.At
                )
            )
        );
    }

    private void Forget(DateTimeOffset until)
    {
        foreach (var (key, points) in _series)
        {
            while (points.TryPeek(out var oldest) && oldest.At <= until)
            {
                points.Dequeue();
            }

            if (points.Count == 0)
                _series.Remove(key);
        }
    }
}
