using System.Globalization;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Cli.Inputs;

/// <summary>
/// Random values for every input that is not optional; free dimensions are 1. Floating point is in [0, 1), integers
/// are 0 to 9, small enough for indices into most vocabularies, and texts are short words.
/// </summary>
internal static class RandomInput
{
    private const long MostElements = 100_000_000;

    public static void Fill(int seed, ModelSignature signature, InferenceRequest request)
    {
        var random = new Random(seed);
        foreach (var spec in signature.Inputs)
        {
            if (!spec.IsOptional)
                request.Inputs.Add(new NamedTensor(spec.Name, Create(random, spec)));
        }
    }

    private static Tensor Create(Random random, TensorSpec spec)
    {
        var dims = spec.Shape.Dimensions.ToArray();
        for (var i = 0; i < dims.Length; i++)
        {
            dims[i] = dims[i] < 0 ? 1 : dims[i];
        }

        var shape = TensorShape.Wrap(dims);
        if (!shape.TryGetElementCount(out var count) || count > MostElements)
            throw CliException.Usage($"Input '{spec.Name}' of shape {shape} is too large for random values.");
        using var builder = new TensorBuilder(spec);
        for (long i = 0; i < count; i++)
        {
            builder.Add(Value(random, spec.DataType), "made at random");
        }

        return builder.Build(shape);
    }

    private static string Value(Random random, DataType type) =>
        type switch
        {
            DataType.Bool => random.Next(2) == 0 ? "false" : "true",
            DataType.Bytes => string.Concat(Enumerable.Range(0, 5).Select(_ => (char)('a' + random.Next(26)))),
            DataType.Fp16 or DataType.BF16 or DataType.Fp32 or DataType.Fp64 => random
                .NextDouble()
                .ToString("F4", CultureInfo.InvariantCulture),
            _ => random.Next(10).ToString(CultureInfo.InvariantCulture),
        };
}
