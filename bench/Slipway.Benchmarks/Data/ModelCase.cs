using Slipway.Onnx;
using Slipway.TestUtilities;

namespace Slipway.Benchmarks.Data;

/// <summary>A perceptron with input <c>x</c> and output <c>y</c>, and what is sent to it.</summary>
public sealed class ModelCase(TensorCase input, params int[] layers)
{
    /// <summary>4 → 16 → 3.</summary>
    public static ModelCase Tiny { get; } = new(TensorCase.Tiny, 4, 16, 3);

    /// <summary>784 → 512 → 512 → 10.</summary>
    public static ModelCase Mlp { get; } = new(TensorCase.Mlp, 784, 512, 512, 10);

    public static IEnumerable<ModelCase> All => [Tiny, Mlp];

    public TensorCase Input => input;

    public int Outputs => layers[^1];

    public OnnxGraphBuilder Build() => TestModels.Mlp(layers);

    public override string ToString() => input.Name;
}
