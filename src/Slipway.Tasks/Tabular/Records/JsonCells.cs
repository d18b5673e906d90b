using System.Text.Json;
using Slipway.Tasks.Tabular.Columns;

namespace Slipway.Tasks.Tabular.Records;

/// <summary>Reads values out of JSON.</summary>
internal static class JsonCells
{
    public static Cell Of(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => new Cell(CellKind.Null, ""),
            JsonValueKind.Number => new Cell(CellKind.Number, value.GetRawText()),
            JsonValueKind.True => new Cell(CellKind.Boolean, "true"),
            JsonValueKind.False => new Cell(CellKind.Boolean, "false"),
            JsonValueKind.Array => new Cell(CellKind.List, value.GetRawText()),
            JsonValueKind.String => Text(value),
            _ => new Cell(CellKind.Object, value.GetRawText()),
        };

    // Half of a surrogate pair is no text: it is shown as it was written, and no column takes it.
    private static Cell Text(JsonElement value)
    {
        try
        {
            return new Cell(CellKind.Text, value.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return new Cell(CellKind.Object, value.GetRawText());
        }
    }
}
