using Slipway.Tensors;

namespace Slipway.Benchmarks.Data;

/// <summary>A named FP32 tensor shape that the suites run over, with values that repeat from run to run.</summary>
public sealed record TensorCase(string Name, params long[] Dimensions)
{
    /// <summary>The four measurements of a flower.</summary>
    public static TensorCase Tiny { get; } = new("tiny", 1, 4);

    /// <summary>An image of the MNIST kind, flat.</summary>
    public static TensorCase Mlp { get; } = new("mlp", 1, 784);

    /// <summary>An image of the ImageNet kind.</summary>
    public static TensorCase Cnn { get; } = new("cnn", 1, 3, 224, 224);

    public static IEnumerable<TensorCase> All => [Tiny, Mlp, Cnn];

    /// <summary>The one input of a request.</summary>
    public IReadOnlyList<RequestInput> Inputs => [RequestInput.Uniform("x", Dimensions)];

    public Tensor ToTensor() => Tensor.From(Inputs[0].Floats, new TensorShape(Dimensions));

    public override string ToString() => Name;
}
