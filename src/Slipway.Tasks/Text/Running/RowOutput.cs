using Slipway.Errors;
using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Tasks.Text.Running;

/// <summary>One output of a run as 32-bit numbers, by row. Valid as long as the response.</summary>
internal readonly struct RowOutput
{
    private readonly string? _name;
    private readonly Tensor? _tensor;
    private readonly float[]? _converted;

    private RowOutput(string name, Tensor tensor, float[]? converted, int rows)
    {
        (_name, _tensor, _converted) = (name, tensor, converted);
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

    /// <summary>A row of so many numbers.</summary>
    /// <exception cref="ServingException">Internal: the model gave another number of them.</exception>
    public ReadOnlySpan<float> Row(int row, int width) =>
        RowLength == width ? Row(row) : throw Unexpected($"{width} numbers for each row");

    /// <summary>A row of so many numbers for each token.</summary>
    /// <param name="row">The row.</param>
    /// <param name="width">Numbers of a token.</param>
    /// <param name="tokens">Tokens that the row has at least.</param>
    /// <exception cref="ServingException">Internal: the model gave something else.</exception>
    public ReadOnlySpan<float> RowOfTokens(int row, int width, int tokens) =>
        (width == 1 || (Rank == 3 && Width == width)) && RowLength >= (long)tokens * width
            ? Row(row)
            : throw Unexpected($"{width} for each of {tokens} tokens or more");

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

        return new RowOutput(name, tensor, Convert(tensor), rows);
    }

    private ServingException Unexpected(string due) =>
        ServingException.Internal(
            $"The model gave '{_name}' of shape {_tensor!.Shape}, where {due} are expected: its labels or its task do not fit it."
        );

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
