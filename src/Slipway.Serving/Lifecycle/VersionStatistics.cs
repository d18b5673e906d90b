using System.Diagnostics;
using Slipway.Inference;

namespace Slipway.Serving.Lifecycle;

/// <summary>
/// Counts and times of one version since it was loaded (Triton's "Statistics Extension"). Thread-safe; a reading
/// taken while requests run may hold parts of one of them.
/// </summary>
public sealed class VersionStatistics
{
    private long _successes;
    private long _successTicks;
    private long _failures;
    private long _failureTicks;
    private long _queueTicks;
    private long _computeInputTicks;
    private long _computeInferTicks;
    private long _computeOutputTicks;
    private long _lastInference;

    /// <summary>Books a request that was answered; <paramref name="ticks"/> are those of Stopwatch.</summary>
    public void Succeeded(long ticks, in InferenceTimings timings)
    {
        Interlocked.Increment(ref _successes);
        Interlocked.Add(ref _successTicks, ticks);
        Interlocked.Add(ref _queueTicks, timings.Queue);
        Interlocked.Add(ref _computeInputTicks, timings.ComputeInput);
        Interlocked.Add(ref _computeInferTicks, timings.ComputeInfer);
        Interlocked.Add(ref _computeOutputTicks, timings.ComputeOutput);
        Volatile.Write(ref _lastInference, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    }

    /// <summary>Books a request that reached the version and failed, for whatever reason.</summary>
    public void Failed(long ticks)
    {
        Interlocked.Increment(ref _failures);
        Interlocked.Add(ref _failureTicks, ticks);
    }

    /// <summary>The books as they stand.</summary>
    public StatisticsReading Read()
    {
        var successes = Volatile.Read(ref _successes);
        return new StatisticsReading(
            DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _lastInference)),
            Counted(successes, ref _successTicks),
            Counted(Volatile.Read(ref _failures), ref _failureTicks),
            Counted(successes, ref _queueTicks),
            Counted(successes, ref _computeInputTicks),
            Counted(successes, ref _computeInferTicks),
            Counted(successes, ref _computeOutputTicks)
        );
    }

    private static CountedTime Counted(long count, ref long ticks) =>
        new(count, Stopwatch.GetElapsedTime(0, Volatile.Read(ref ticks)));
}
