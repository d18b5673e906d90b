using Slipway.Errors;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Handlers.Rows;

/// <summary>
/// One tensor whose first dimension goes over rows, and what of it belongs to each row. Thread-safe.
/// </summary>
/// <param name="spec">The tensor in the signature.</param>
/// <param name="length">Elements of a row where it is an array of a fixed length; -1 where it is of any; null where it is none.</param>
internal abstract class Column(TensorSpec spec, int? length)
{
    public TensorSpec Spec => spec;

    /// <summary>Elements of each row of <paramref name="tensor"/>.</summary>
    protected int PerRow(Tensor tensor) => length is null ? 1 : checked((int)tensor.Shape[1]);

    /// <summary>The values of the rows, in their order.</summary>
    public abstract object[] Read(Tensor tensor);

    /// <summary>The tensor of the values of all rows.</summary>
    /// <exception cref="ServingException">Internal: they do not make one.</exception>
    public abstract Tensor Write(IReadOnlyList<object?> values);

    protected bool IsArray => length is not null;

    protected TensorShape ShapeOf(int rows, int perRow) =>
        IsArray ? new TensorShape(rows, perRow) : new TensorShape(rows);

    /// <summary>The length that the arrays of all rows have.</summary>
    protected int CommonLength<TElement>(IReadOnlyList<object?> values)
    {
        var common = length is > 0 and var fixedLength ? fixedLength : -1;
        for (var row = 0; row < values.Count; row++)
        {
            var its = ((TElement[])Present(values[row], row)).Length;
            if (common < 0)
                common = its;
            if (its != common)
            {
                throw ServingException.Internal(
                    $"The output '{spec.Name}' has {its} elements in row {row}, where {common} are due: the arrays of an "
                        + "output have one length in all rows."
                );
            }
        }

        return Math.Max(0, common);
    }

    protected object Present(object? value, int row) =>
        value ?? throw ServingException.Internal($"The output '{spec.Name}' is null in row {row}.");
}
