using System.Runtime.InteropServices;
using Slipway.Runtimes.Torch.Execution;
using Slipway.Runtimes.Torch.Inference;
using Slipway.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Slipway.Runtimes.Torch.Loading;

/// <summary>An output as a run gave it.</summary>
/// <param name="Name">Its place in what forward returned, as a name.</param>
/// <param name="Type">Its type; null for one that no protocol carries, or None.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record ProbedOutput(string Name, DataType? Type, long[] Shape);

/// <summary>
/// Runs a model on zeros to see what comes out: what TorchScript does not record. Where shapes are not known, those that
/// the code hints at are tried, and a model that takes none of them is left alone.
/// </summary>
internal sealed class OutputProbe(
    TorchModule module,
    OutputTree tree,
    IReadOnlyList<ForwardInput> inputs,
    IReadOnlyList<InputEvidence> evidence
)
{
    private const long MaxElements = 64L << 20;

    // Pictures are square, and of sizes that the first models of their kind had.
    private static readonly long[] Sides = [8, 32, 224, 64, 28];

    /// <summary>What comes out for a batch of so many; null where nothing fits.</summary>
    public IReadOnlyList<ProbedOutput>? Run(long rows, CancellationToken cancellationToken)
    {
        foreach (var side in Sides)
        {
            foreach (var rank in (int[])[2, 3, 1])
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Try(rows, side, rank) is { } outputs)
                    return outputs;
                // Only the ranks that are guessed differ.
                if (inputs.All(input => input.Spec is not { HasUnknownRank: true }))
                    break;
            }

            // Only the free dimensions that are guessed differ.
            if (inputs.All(input => input.Spec is null || !HasFreeSide(input)))
                break;
        }

        return null;
    }

    private static bool HasFreeSide(ForwardInput input) =>
        input.Spec!.HasUnknownRank || input.Spec.Shape.Dimensions is [_, .. var rest] && rest.Contains(-1);

    private IReadOnlyList<ProbedOutput>? Try(long rows, long side, int rank)
    {
        using var scope = NewDisposeScope();
        try
        {
            var arguments = new object?[inputs.Count];
            for (var i = 0; i < arguments.Length; i++)
            {
                arguments[i] = Argument(inputs[i], evidence[i], rows, side, rank);
            }

            var result = module.Forward(arguments);
            return [.. tree.Leaves(result).Select(leaf => Probed(leaf.Name, leaf.Value))];
        }
        catch (Exception error) when (error is ExternalException or OverflowException)
        {
            return null;
        }
    }

    private static object? Argument(ForwardInput input, InputEvidence evidence, long rows, long side, int rank)
    {
        if (input.Spec is not { } spec)
            return input.Default;
        if (input.IsScalar)
        {
            return spec.DataType switch
            {
                DataType.Int64 => 1L,
                DataType.Bool => true,
                _ => 1.0,
            };
        }

        TorchTypes.TryGet(spec.DataType, out var type);
        var shape = Shape(input, evidence, rows, side, rank);
        if (shape.Aggregate(1L, (product, dim) => checked(product * dim)) > MaxElements)
            throw new OverflowException();
        return zeros(shape, type);
    }

    private static long[] Shape(ForwardInput input, InputEvidence evidence, long rows, long side, int rank)
    {
        if (!input.Spec!.HasUnknownRank)
        {
            var known = input.Spec.Shape.Dimensions.ToArray();
            for (var i = 0; i < known.Length; i++)
            {
                if (known[i] < 0)
                    known[i] = i == 0 ? rows : side;
            }

            return known;
        }

        var shape = new long[rank];
        Array.Fill(shape, side);
        shape[0] = rows;
        if (evidence.LastDimension is { } last)
            shape[^1] = last;
        return shape;
    }

    private static ProbedOutput Probed(string name, object? value) =>
        value switch
        {
            Tensor tensor => new ProbedOutput(name, TorchTypes.Of(tensor.dtype), tensor.shape),
            Scalar { Type: ScalarType.Bool } => new ProbedOutput(name, DataType.Bool, []),
            Scalar { Type: ScalarType.Int64 } => new ProbedOutput(name, DataType.Int64, []),
            Scalar => new ProbedOutput(name, DataType.Fp64, []),
            _ => new ProbedOutput(name, null, []),
        };
}
