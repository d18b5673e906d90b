using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>Everything else that a configuration may say: refused where it would change answers, else named.</summary>
internal static class UnsupportedReader
{
    public static void Read(ConfigReading reading)
    {
        var message = reading.Message;
        if (message.BatchInput.Count > 0)
            reading.Unsupported("batch_input[0]", "inputs made from a batch are not filled here");
        if (message.BatchOutput.Count > 0)
            reading.Unsupported("batch_output[0]", "outputs are not scattered over a batch here");
        if (message.ModelOperations?.OpLibraryFilename.Count > 0)
            reading.Unsupported("model_operations", "libraries of custom operators are not loaded");
        if (message.ModelRepositoryAgents?.Agents.Count > 0)
            reading.Unsupported(
                "model_repository_agents",
                "no agent changes or checks the files before they are loaded"
            );

        if (message.Optimization is { } optimization)
            ReadOptimization(reading, optimization);
        if (message.CcModelFilenames.Count > 0)
            reading.Remark("'cc_model_filenames' has no effect, no GPU is used");
        if (message.MetricTags.Count > 0)
            reading.Remark("'metric_tags' have no effect, the metrics carry the model's name and version");
        if (message.ModelMetrics is not null)
            reading.Remark("'model_metrics' has no effect, the buckets of the histograms are the same for all models");
        if (message.ResponseCache?.Enable == true)
            reading.Remark("'response_cache' has no effect, every request is computed");
    }

    private static void ReadOptimization(ConfigReading reading, ModelOptimizationPolicy optimization)
    {
        string?[] names =
        [
            optimization.Graph is null ? null : "graph",
            optimization.Priority == default ? null : "priority",
            optimization.Cuda is null ? null : "cuda",
            optimization.ExecutionAccelerators is null ? null : "execution_accelerators",
            optimization.InputPinnedMemory is null ? null : "input_pinned_memory",
            optimization.OutputPinnedMemory is null ? null : "output_pinned_memory",
            optimization.GatherKernelBufferThreshold == 0 ? null : "gather_kernel_buffer_threshold",
            optimization.EagerBatching ? "eager_batching" : null,
        ];
        var given = string.Join(", ", names.Where(name => name is not null));
        if (given.Length > 0)
            reading.Remark($"'optimization' ({given}) has no effect, the runtime has its own");
    }
}
