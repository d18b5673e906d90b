using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Runtimes.Onnx.Options;

/// <summary>Binds and checks the <c>onnx:</c> section.</summary>
internal static class OnnxOptionsReader
{
    private const string Section = OnnxRuntime.RuntimeName;

    /// <summary>The options of a package; the defaults where its model.yaml has no such section.</summary>
    /// <exception cref="ServingException">InvalidArgument, reason <c>invalid-config</c>.</exception>
    public static OnnxOptions Read(ModelPackage package) =>
        ConfigSection.Read(package, Section, OnnxJsonContext.Default.OnnxOptions, "intra_op_threads: 2", Validate);

    private static void Validate(OnnxOptions options, List<string> errors)
    {
        Range("intra_op_threads", options.IntraOpThreads, OnnxOptions.MaxThreads);
        Range("inter_op_threads", options.InterOpThreads, OnnxOptions.MaxThreads);
        Range("concurrency", options.Concurrency ?? 1, OnnxOptions.MaxConcurrency);
        if (!Enum.IsDefined(options.GraphOptimization))
            errors.Add($"'{Section}.graph_optimization' must be {ConfigSection.Names<OnnxGraphOptimization>()}.");
        if (!Enum.IsDefined(options.ExecutionMode))
            errors.Add($"'{Section}.execution_mode' must be {ConfigSection.Names<OnnxExecutionMode>()}.");
        if (options is { InterOpThreads: > 1, ExecutionMode: OnnxExecutionMode.Sequential })
            errors.Add($"'{Section}.inter_op_threads' over 1 needs '{Section}.execution_mode: parallel'.");

        void Range(string key, int value, int most)
        {
            if (value < 1 || value > most)
                errors.Add($"'{Section}.{key}' must be 1 to {most}, not {value}.");
        }
    }
}
