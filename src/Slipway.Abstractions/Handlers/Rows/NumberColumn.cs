using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Handlers.Rows;

/// <summary>Rows of one number, or of an array of numbers.</summary>
internal sealed class NumberColumn<T>(TensorSpec spec, int? length) : Column(spec, length)
    where T : unmanaged
{
    public override object[] Read(Tensor tensor)
    {
        var elements = tensor.AsSpan<T>();
        var rows = new object[tensor.Shape[0]];
        var perRow = PerRow(tensor);
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = IsArray ? elements.Slice(row * perRow, perRow).ToArray() : elements[row];
        }

        return rows;
    }

    public override Tensor Write(IReadOnlyList<object?> values)
    {
        var perRow = IsArray ? CommonLength<T>(values) : 1;
        var tensor = Tensor.Allocate(Spec.DataType, ShapeOf(values.Count, perRow));
        var elements = tensor.AsSpan<T>();
        for (var row = 0; row < values.Count; row++)
        {
            if (IsArray)
                ((T[])values[row]!).CopyTo(elements[(row * perRow)..]);
            else
                elements[row] = (T)values[row]!;
        }

        return tensor;
    }
}
