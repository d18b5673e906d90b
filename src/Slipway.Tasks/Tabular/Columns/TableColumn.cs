using System.Text.Json.Nodes;
using Slipway.Tasks.Tabular.Options;

namespace Slipway.Tasks.Tabular.Columns;

/// <summary>One column of a record, and where it goes. Immutable.</summary>
/// <param name="Name">As records have it.</param>
/// <param name="Encoder">How its values become elements.</param>
internal sealed record TableColumn(string Name, ColumnEncoder Encoder)
{
    public MissingValue Missing { get; init; } = MissingValue.Error;

    /// <summary>What stands for a missing value, where <see cref="Missing"/> says so.</summary>
    public Cell Default { get; init; }

    public string? Description { get; init; }

    /// <summary>A value to show, where the author has given one.</summary>
    public JsonNode? Example { get; init; }

    /// <summary>Whether the input may be left out by records that do not have the column.</summary>
    public bool IsOptional { get; init; }

    public bool IsRequired => Missing == MissingValue.Error && !IsOptional;

    /// <summary>Writes the value of a record.</summary>
    /// <returns>Null, or what is wrong, a sentence without its end.</returns>
    public string? Write(Cell cell, InputRows rows, int at)
    {
        if (cell.IsMissing)
        {
            var isWritten = Missing switch
            {
                MissingValue.NaN => Encoder.TryWriteNaN(rows, at),
                MissingValue.Default => Encoder.TryWrite(Default, rows, at),
                _ => false,
            };
            return isWritten ? null : $"'{Name}' has no value, where {Encoder.Expected} is due";
        }

        return Encoder.TryWrite(cell, rows, at) ? null : $"'{Name}' is {cell}, where {Encoder.Expected} is due";
    }
}
