using Slipway.Inference;

namespace Slipway.Benchmarks.Data;

internal static class Responses
{
    /// <summary>An answer with one output <c>y</c>; the caller's.</summary>
    public static InferenceResponse Of(TensorCase output) =>
        new()
        {
            ModelName = "model",
            ModelVersion = "1",
            Outputs = { new NamedTensor("y", output.ToTensor()) },
        };
}
