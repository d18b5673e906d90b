using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Serving.Inference;

/// <summary>How many inferences a request is: rows where the model has batches, else one.</summary>
internal static class BatchRows
{
    /// <summary>Of a request that fits the model.</summary>
    public static int Of(InferenceRequest request, ModelConfig config)
    {
        if (config.MaxBatchSize is not > 0 || request.Inputs.Count == 0)
            return 1;
        var shape = request.Inputs[0].Tensor.Shape;
        return shape.Rank == 0 ? 1 : (int)Math.Clamp(shape[0], 1, int.MaxValue);
    }
}
