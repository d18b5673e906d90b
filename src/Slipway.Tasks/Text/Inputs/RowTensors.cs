using System.Runtime.InteropServices;
using Slipway.Inference;
using Slipway.Tasks.Text.Windows;
using Slipway.Tensors;

namespace Slipway.Tasks.Text.Inputs;

/// <summary>Makes the tensors of windows: a row for each, filled up to the same length.</summary>
/// <param name="inputs">What the model takes.</param>
/// <param name="padId">Fills up ids.</param>
/// <param name="onLeft">The filling comes first.</param>
internal sealed class RowTensors(InputMap inputs, int padId, bool onLeft)
{
    /// <summary>Where the tokens of a row of so many begin.</summary>
    public int Offset(TextWindow window, int length) => onLeft ? length - window.Length : 0;

    /// <param name="request">Gets the inputs.</param>
    /// <param name="windows">The rows, as many as there are or fewer; what is missing is filling.</param>
    /// <param name="rows">Rows of the tensors.</param>
    /// <param name="length">Tokens of a row; no window has more.</param>
    public void AddTo(InferenceRequest request, ReadOnlySpan<TextWindow> windows, int rows, int length)
    {
        foreach (var (role, spec) in inputs.Inputs)
        {
            var width = role == InputRole.Characters ? inputs.CharactersPerToken : 1;
            var shape =
                role == InputRole.Characters ? new TensorShape(rows, length, width)
                : role != InputRole.Lengths ? new TensorShape(rows, length)
                : spec.Shape.Rank == 1 ? new TensorShape(rows)
                : new TensorShape(rows, 1);
            var tensor = Tensor.Allocate(spec.DataType, shape);
            request.Inputs.Add(new NamedTensor(spec.Name, tensor));
            var perRow = role == InputRole.Lengths ? 1 : length * width;
            var values = new int[perRow];
            for (var row = 0; row < rows; row++)
            {
                Array.Fill(values, role == InputRole.Ids ? padId : 0);
                // A row that nobody asked for still is one of the model's: of one token.
                if (row < windows.Length)
                    Fill(role, windows[row], values, length, width);
                else if (role is InputRole.Mask or InputRole.Lengths)
                    values[0] = 1;
                Write(tensor, row * perRow, values);
            }
        }
    }

    private void Fill(InputRole role, TextWindow window, Span<int> row, int length, int width)
    {
        var count = window.Length;
        if (role == InputRole.Lengths)
        {
            row[0] = count;
            return;
        }

        row = row.Slice(Offset(window, length) * width, count * width);
        var text = window.Text;
        switch (role)
        {
            case InputRole.Mask:
                row.Fill(1);
                break;
            case InputRole.Positions:
                for (var i = 0; i < count; i++)
                    row[i] = i;
                break;
            case InputRole.Characters:
                Copy(row, text.Before.Characters, window, text.Body.Characters, text.After.Characters, width);
                break;
            case InputRole.Types:
                Copy(row, text.Before.TypeIds, window, text.Body.TypeIds, text.After.TypeIds, 1);
                break;
            default:
                Copy(row, text.Before.Ids, window, text.Body.Ids, text.After.Ids, 1);
                break;
        }
    }

    private static void Copy(Span<int> row, int[] before, TextWindow window, int[] body, int[] after, int width)
    {
        before.CopyTo(row);
        row = row[(window.Text.Before.Count * width)..];
        body.AsSpan(window.Start * width, (window.End - window.Start) * width).CopyTo(row);
        after.CopyTo(row[((window.End - window.Start) * width)..]);
    }

    private static void Write(Tensor tensor, int at, ReadOnlySpan<int> values)
    {
        switch (tensor.DataType)
        {
            case DataType.Int64:
                var longs = MemoryMarshal.Cast<byte, long>(tensor.Bytes).Slice(at, values.Length);
                for (var i = 0; i < values.Length; i++)
                    longs[i] = values[i];
                break;
            case DataType.Int32:
                values.CopyTo(MemoryMarshal.Cast<byte, int>(tensor.Bytes)[at..]);
                break;
            case DataType.Bool:
                for (var i = 0; i < values.Length; i++)
                    tensor.Bytes[at + i] = values[i] == 0 ? (byte)0 : (byte)1;
                break;
            default:
                var floats = tensor.AsSpan<float>().Slice(at, values.Length);
                for (var i = 0; i < values.Length; i++)
                    floats[i] = values[i];
                break;
        }
    }
}
