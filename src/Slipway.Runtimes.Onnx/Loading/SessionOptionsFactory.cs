using Microsoft.ML.OnnxRuntime;
using Slipway.Runtimes.Onnx.Options;

namespace Slipway.Runtimes.Onnx.Loading;

/// <summary>ONNX Runtime's session options from ours.</summary>
internal static class SessionOptionsFactory
{
    public static SessionOptions Create(
        OnnxOptions options,
        SessionThreads threads,
        bool isOrtFormat,
        bool inputsAreFixed
    )
    {
        var session = new SessionOptions
        {
            IntraOpNumThreads = threads.IntraOp,
            InterOpNumThreads = threads.InterOp,
            EnableCpuMemArena = options.MemoryArena,
            EnableMemoryPattern = options.MemoryPattern ?? inputsAreFixed,
            ExecutionMode =
                options.ExecutionMode == OnnxExecutionMode.Parallel
                    ? ExecutionMode.ORT_PARALLEL
                    : ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = options.GraphOptimization switch
            {
                OnnxGraphOptimization.Disabled => GraphOptimizationLevel.ORT_DISABLE_ALL,
                OnnxGraphOptimization.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
                OnnxGraphOptimization.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
                _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
            },
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            // Said, not guessed from the extension: the outline was checked for this format.
            session.AddSessionConfigEntry("session.load_model_format", isOrtFormat ? "ORT" : "ONNX");

            // Threads that spin while idle take the processor from the other models in the process.
            session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            session.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
            session.AddSessionConfigEntry("session.use_deterministic_compute", options.Deterministic ? "1" : "0");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
