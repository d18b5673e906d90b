using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Tasks.Tabular.Records;

namespace Slipway.Tasks.Tabular.Columns;

/// <summary>A list of values, in JSON also where it stands in a field of CSV.</summary>
/// <param name="element">One of them.</param>
/// <param name="length">How many; 0 for any number, the same in all rows of a tensor.</param>
internal sealed class ListEncoder(ColumnEncoder element, int length) : ColumnEncoder
{
    public override int Width => length;

    public override string Expected =>
        length == 0 ? $"a list, each of it {element.Expected}" : $"a list of {length}, each of it {element.Expected}";

    public override JsonObject Schema
    {
        get
        {
            var schema = new JsonObject { ["type"] = "array", ["items"] = element.Schema };
            if (length > 0)
                (schema["minItems"], schema["maxItems"]) = (length, length);
            return schema;
        }
    }

    public override JsonNode Example =>
        new JsonArray([.. Enumerable.Range(0, length == 0 ? 3 : length).Select(_ => element.Example)]);

    /// <summary>How many values a list has; 0 where it is none.</summary>
    public static int LengthOf(Cell cell)
    {
        using var document = Parse(cell);
        return document?.RootElement.GetArrayLength() ?? 0;
    }

    public override bool TryWrite(Cell cell, InputRows rows, int at)
    {
        using var document = Parse(cell);
        if (document is null || document.RootElement.GetArrayLength() != rows.Width)
            return false;
        foreach (var item in document.RootElement.EnumerateArray())
        {
            if (!element.TryWrite(JsonCells.Of(item), rows, at++))
                return false;
        }

        return true;
    }

    private static JsonDocument? Parse(Cell cell)
    {
        if (cell.Kind is not (CellKind.List or CellKind.Field))
            return null;
        try
        {
            var document = JsonDocument.Parse(cell.Text);
            if (document.RootElement.ValueKind == JsonValueKind.Array)
                return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // A field that is no list.
        }

        return null;
    }
}
