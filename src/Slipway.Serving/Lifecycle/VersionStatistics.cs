using System.Collections.Concurrent;
using System.Diagnostics;
using Slipway.Inference;

namespace Slipway.Serving.Lifecycle;

/// <summary>
/// Counts and times of one version since it was loaded (Triton's "Statistics Extension"). Thread-safe; a reading
/// taken while requests run may hold parts of one of them.
/// </summary>
public sealed class VersionStatistics
{
    // Callers choose the sizes: those beyond as many different ones are counted, but not told apart.
    private const int MostSizes = 1024;

    // Every request has the times of the execution that it was part of; executions are told apart by size.
    private readonly BatchCounters _requests = new();
    private readonly BatchCounters _single = new();
    private readonly BatchCounters _others = new();
    private readonly ConcurrentDictionary<int, BatchCounters> _sizes = new();
    private readonly long[] _failures = new long[Enum.GetValues<FailureReason>().Length];
    private long _successTicks;
    private long _failureTicks;
    private long _queueTicks;
    private long _inferences;
    private long _lastInference;

    /// <summary>Books a request that was answered.</summary>
    /// <param name="ticks">Those of Stopwatch, over the whole request.</param>
    /// <param name="timings">Its parts.</param>
    /// <param name="rows">Rows of its batch; 1 where the model has no batches.</param>
    public void Succeeded(long ticks, in InferenceTimings timings, int rows = 1)
    {
        Interlocked.Add(ref _successTicks, ticks);
        Interlocked.Add(ref _queueTicks, timings.Queue);
        Interlocked.Add(ref _inferences, rows);
        _requests.Add(timings);
        if (timings.BatchRows != InferenceTimings.Follows)
            Counters(timings.BatchRows > 0 ? timings.BatchRows : rows).Add(timings);
        Volatile.Write(ref _lastInference, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    }

    /// <summary>Books a request that reached the version and failed.</summary>
    public void Failed(long ticks, FailureReason reason)
    {
        Interlocked.Increment(ref _failures[(int)reason]);
        Interlocked.Add(ref _failureTicks, ticks);
    }

    /// <summary>The books as they stand.</summary>
    public StatisticsReading Read()
    {
        List<BatchReading> batches = [];
        if (_single.Count > 0)
            batches.Add(_single.Read(1));
        batches.AddRange(_sizes.OrderBy(size => size.Key).Select(size => size.Value.Read(size.Key)));

        var requests = _requests.Read(0);
        var executions = batches.Sum(batch => batch.ComputeInfer.Count) + _others.Count;
        var failures = _failures.Select((_, i) => Volatile.Read(ref _failures[i])).ToArray();
        return new StatisticsReading(
            DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _lastInference)),
            Counted(requests.ComputeInfer.Count, ref _successTicks),
            Counted(failures.Sum(), ref _failureTicks),
            Counted(requests.ComputeInfer.Count, ref _queueTicks),
            requests.ComputeInput,
            requests.ComputeInfer,
            requests.ComputeOutput
        )
        {
            Inferences = Volatile.Read(ref _inferences),
            Executions = executions,
            Batches = batches,
            Failures = failures,
        };
    }

    private BatchCounters Counters(int rows)
    {
        if (rows == 1)
            return _single;
        if (_sizes.TryGetValue(rows, out var known))
            return known;
        // Count locks the whole dictionary, but only a size that is new comes here.
        return _sizes.Count < MostSizes ? _sizes.GetOrAdd(rows, _ => new BatchCounters()) : _others;
    }

    private static CountedTime Counted(long count, ref long ticks) =>
        new(count, Stopwatch.GetElapsedTime(0, Volatile.Read(ref ticks)));
}
