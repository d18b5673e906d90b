using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Slipway.Benchmarks.Data;
using Slipway.Benchmarks.Models;

namespace Slipway.Benchmarks.Runtimes;

/// <summary>
/// ONNX Runtime alone, the most that any server over it could reach: one session, inputs and outputs allocated and bound
/// once, the same rows run again and again on the calling thread.
/// </summary>
internal sealed class EngineLoop : IDisposable
{
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(1);

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly OrtIoBinding _binding;
    private readonly List<OrtValue> _values = [];
    private readonly BenchmarkModel _model;
    private readonly int _batch;
    private readonly int _threads;

    /// <param name="model">What is run.</param>
    /// <param name="path">Its file.</param>
    /// <param name="batch">Rows of one run.</param>
    /// <param name="threads">Threads that one operator may use.</param>
    public EngineLoop(BenchmarkModel model, string path, int batch, int threads)
    {
        NativeEnvironment.DisableTelemetry();
        (_model, _batch, _threads) = (model, batch, threads);
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        _session = new InferenceSession(path, options);
        _binding = _session.CreateIoBinding();
        foreach (var input in model.Inputs(batch))
        {
            _binding.BindInput(input.Name, Keep(ToValue(input)));
        }

        Output = new float[batch * model.Outputs];
        _binding.BindOutput("y", Keep(OrtValue.CreateTensorValueFromMemory(Output, [batch, model.Outputs])));
    }

    /// <summary>What the last run gave, row after row.</summary>
    public float[] Output { get; }

    public void Run() => _session.RunWithBinding(_run, _binding);

    /// <summary>Runs for a second to warm up, and then for about <paramref name="duration"/>.</summary>
    public EngineReport Measure(TimeSpan duration)
    {
        // The clock is looked at about a hundred times a second: that is nothing even where a run takes microseconds.
        var (warmRuns, warmTime) = RunFor(Warmup, runsPerLook: 1);
        var runsPerLook = Math.Max(1, (long)(warmRuns / warmTime.TotalSeconds / 100));

        var cpuBefore = Environment.CpuUsage.TotalTime;
        var (runs, time) = RunFor(duration, runsPerLook);
        var cpu = Environment.CpuUsage.TotalTime - cpuBefore;
        var rows = runs * _batch;
        return new EngineReport(
            _model.Name,
            _batch,
            _threads,
            rows,
            time.TotalSeconds,
            cpu.TotalSeconds,
            rows / time.TotalSeconds,
            rows / cpu.TotalSeconds
        );
    }

    public void Dispose()
    {
        _binding.Dispose();
        _values.ForEach(value => value.Dispose());
        _run.Dispose();
        _session.Dispose();
    }

    private static OrtValue ToValue(RequestInput input)
    {
        var type = input.DataType == "FP32" ? TensorElementType.Float : TensorElementType.Int64;
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, input.Dimensions);
        input.Bytes.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private OrtValue Keep(OrtValue value)
    {
        _values.Add(value);
        return value;
    }

    private (long Runs, TimeSpan Time) RunFor(TimeSpan duration, long runsPerLook)
    {
        var start = Stopwatch.GetTimestamp();
        var runs = 0L;
        TimeSpan time;
        do
        {
            for (var i = 0L; i < runsPerLook; i++)
            {
                Run();
            }

            runs += runsPerLook;
            time = Stopwatch.GetElapsedTime(start);
        } while (time < duration);

        return (runs, time);
    }
}
