using Slipway.Tensors;

namespace Slipway.Benchmarks.Data;

/// <summary>A named FP32 tensor shape that the suites run over, with values that repeat from run to run.</summary>
public sealed record TensorCase(string Name, params int[] Dimensions)
{
    /// <summary>The four measurements of a flower.</summary>
    public static TensorCase Tiny { get; } = new("tiny", 1, 4);

    /// <summary>An image of the MNIST kind, flat.</summary>
    public static TensorCase Mlp { get; } = new("mlp", 1, 784);

    /// <summary>An image of the ImageNet kind.</summary>
    public static TensorCase Cnn { get; } = new("cnn", 1, 3, 224, 224);

    public static IEnumerable<TensorCase> All => [Tiny, Mlp, Cnn];

    public TensorShape Shape => new(Array.ConvertAll(Dimensions, d => (long)d));

    /// <summary>Uniform in [0, 1): as JSON most have eight or nine digits.</summary>
    public float[] Values()
    {
        var random = new Random(1);
        var values = new float[Dimensions.Aggregate(1, (product, d) => product * d)];
        foreach (ref var value in values.AsSpan())
        {
            value = random.NextSingle();
        }

        return values;
    }

    public Tensor ToTensor() => Tensor.From<float>(Values(), Shape);

    public override string ToString() => Name;
}
