using System.Globalization;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Cli.Inputs;

/// <summary>
/// Random values for every input that is not optional, and for those whose shape is given; free dimensions are 1.
/// Floating point is in [0, 1), integers are 0 to 9, small enough for indices into most vocabularies, and texts are short
/// words.
/// </summary>
internal static class RandomInput
{
    private const long MostElements = 100_000_000;

    /// <exception cref="CliException">A shape is for no input, or too large.</exception>
    public static void Fill(
        int seed,
        ModelSignature signature,
        InferenceRequest request,
        IReadOnlyDictionary<string, long[]>? shapes = null
    )
    {
        var random = new Random(seed);
        shapes ??= new Dictionary<string, long[]>();
        foreach (var name in shapes.Keys.Where(name => signature.FindInput(name) is null))
        {
            var all = string.Join(", ", signature.Inputs.Select(i => $"'{i.Name}'"));
            throw CliException.Usage($"--shape names '{name}', but the inputs of the model are {all}.");
        }

        foreach (var spec in signature.Inputs)
        {
            var isNamed = shapes.TryGetValue(spec.Name, out var shape);
            if (isNamed || !spec.IsOptional)
                request.Inputs.Add(new NamedTensor(spec.Name, Create(random, spec, shape)));
        }
    }

    private static Tensor Create(Random random, TensorSpec spec, long[]? wanted)
    {
        var dims = wanted?.ToArray() ?? spec.Shape.Dimensions.ToArray();
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
