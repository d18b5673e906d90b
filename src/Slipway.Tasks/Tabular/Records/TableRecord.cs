using Slipway.Tasks.Tabular.Columns;

namespace Slipway.Tasks.Tabular.Records;

/// <summary>A record as it was read.</summary>
/// <param name="Place">Where it stands, for messages: <c>Record 3: </c>; empty where it is the only one.</param>
/// <param name="Cells">A value for each column of the layout.</param>
/// <param name="Problem">Why it is none, a sentence; null where it is one.</param>
internal sealed record TableRecord(string Place, Cell[] Cells, string? Problem = null)
{
    /// <summary>
    /// What tensors its row can be part of: which optional inputs it has, and how long its lists are.
    /// </summary>
    public string ShapeOf(TableLayout layout)
    {
        string? shape = null;
        foreach (var input in layout.Inputs)
        {
            if (input.Spec.IsOptional)
                shape += Has(input) ? "+" : "-";
            if (input.Width == 0)
                shape += $"{ListEncoder.LengthOf(Cells[input.First])};";
        }

        return shape ?? "";
    }

    /// <summary>Whether it has a value for an input that may be left out.</summary>
    public bool Has(TableInput input) =>
        !input.Spec.IsOptional
        || Cells.AsSpan(input.First, input.Columns.Count).ContainsAnyExcept(default(Cell), new Cell(CellKind.Null, ""));
}
