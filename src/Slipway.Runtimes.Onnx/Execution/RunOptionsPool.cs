using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;

namespace Slipway.Runtimes.Onnx.Execution;

/// <summary>
/// Run options, one for each run that can be cancelled: the flag that ends a run is in them. As many are kept as ran
/// at the same time. Thread-safe.
/// </summary>
internal sealed class RunOptionsPool : IDisposable
{
    private readonly ConcurrentBag<RunOptions> _free = [];

    public RunOptions Rent() =>
        _free.TryTake(out var options)
            ? options
            : new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    /// <summary>Call only when nothing can set the flag any more.</summary>
    public void Return(RunOptions options)
    {
        if (options.Terminate)
            options.Terminate = false;
        _free.Add(options);
    }

    public void Dispose()
    {
        while (_free.TryTake(out var options))
        {
            options.Dispose();
        }
    }
}
