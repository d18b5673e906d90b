using Slipway.Errors;
using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Tasks.Text.Running;

/// <summary>One output of a run as 32-bit numbers, by row. Valid as long as the response.</summary>
internal readonly struct RowOutput
{
    private readonly Tensor? _tensor;
    private readonly float[]? _converted;

    private RowOutput(Tensor tensor, float[]? converted, int rows)
    {
        (_tensor, _converted) = (tensor, converted);
        Width = (int)tensor.Shape[tensor.Shape.Rank - 1];
        RowLength = rows == 0 ? 0 : (int)(tensor.ElementCount / rows);
    }

    /// <summary>The extent of the last dimension.</summary>
    public int Width { get; }

    /// <summary>Numbers of one row.</summary>
    public int RowLength { get; }

    public int Rank => _tensor!.Shape.Rank;

    public ReadOnlySpan<float> Row(int row) =>
        _converted is { } converted
            ? converted.AsSpan(row * RowLength, RowLength)
            : _tensor!.AsSpan<float>().Slice(row * RowLength, RowLength);

    /// <exception cref="ServingException">Internal: the model gave something else than its signature says.</exception>
    public static RowOutput Of(InferenceResponse response, string name, int rows)
    {
        foreach (var output in response.Outputs)
        {
            if (output.Name == name)
                return Of(output.Tensor, name, rows);
        }

        throw ServingException.Internal($"The model gave no output '{name}'.");
    }

    private static RowOutput Of(Tensor tensor, string name, int rows)
    {
        if (tensor.Shape.Rank == 0 || tensor.Shape[0] != rows)
        {
            throw ServingException.Internal(
                $"The model gave '{name}' of shape {tensor.Shape} for {rows} rows; its first dimension is to be the rows."
            );
        }

        return new RowOutput(tensor, Convert(tensor), rows);
    }

    private static float[]? Convert(Tensor tensor) =>
        tensor.DataType switch
        {
            DataType.Fp32 => null,
            DataType.Fp16 => Array.ConvertAll(tensor.AsSpan<Half>().ToArray(), value => (float)value),
            DataType.BF16 => Array.ConvertAll(
                tensor.AsSpan<ushort>().ToArray(),
                value => BitConverter.UInt32BitsToSingle((uint)value << 16)
            ),
            DataType.Fp64 => Array.ConvertAll(tensor.AsSpan<double>().ToArray(), value => (float)value),
            _ => throw ServingException.Internal(
                $"The model gave {tensor.DataType.Name()}; floating-point numbers are expected."
            ),
        };
}
