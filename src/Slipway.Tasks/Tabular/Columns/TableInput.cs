using Slipway.Models;

namespace Slipway.Tasks.Tabular.Columns;

/// <summary>An input of the model and the columns that make a row of it. Immutable.</summary>
/// <param name="Spec">The input.</param>
/// <param name="First">The place of its first column among all.</param>
/// <param name="Columns">Its columns, in the order of their elements.</param>
internal sealed record TableInput(TensorSpec Spec, int First, IReadOnlyList<TableColumn> Columns)
{
    /// <summary>Elements of a row; 0 where that is up to the records.</summary>
    public int Width { get; } =
        Columns.Any(column => column.Encoder.Width == 0) ? 0 : Columns.Sum(column => column.Encoder.Width);
}
