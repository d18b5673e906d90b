using System.Diagnostics;
using Slipway.Inference;

namespace Slipway.Serving.Lifecycle;

/// <summary>Counts and times of executions with one batch size. Thread-safe.</summary>
internal sealed class BatchCounters
{
    private long _count;
    private long _inputTicks;
    private long _inferTicks;
    private long _outputTicks;

    public long Count => Volatile.Read(ref _count);

    public void Add(in InferenceTimings timings)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _inputTicks, timings.ComputeInput);
        Interlocked.Add(ref _inferTicks, timings.ComputeInfer);
        Interlocked.Add(ref _outputTicks, timings.ComputeOutput);
    }

    public BatchReading Read(long size)
    {
        var count = Count;
        return new BatchReading(
            size,
            new CountedTime(count, Stopwatch.GetElapsedTime(0, Volatile.Read(ref _inputTicks))),
            new CountedTime(count, Stopwatch.GetElapsedTime(0, Volatile.Read(ref _inferTicks))),
            new CountedTime(count, Stopwatch.GetElapsedTime(0, Volatile.Read(ref _outputTicks)))
        );
    }
}
