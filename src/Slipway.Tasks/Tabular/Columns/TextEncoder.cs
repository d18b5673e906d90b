using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Tasks.Tabular.Columns;

/// <summary>Texts; where there are categories, one of them.</summary>
internal sealed class TextEncoder(IReadOnlyList<string> categories) : ColumnEncoder
{
    private readonly HashSet<string> _known = new(categories, StringComparer.Ordinal);

    public override string Expected =>
        categories.Count == 0 ? "a text" : "one of " + string.Join(", ", categories.Select(name => $"\"{name}\""));

    public override JsonObject Schema =>
        categories.Count == 0
            ? new JsonObject { ["type"] = "string" }
            : new JsonObject { ["enum"] = new JsonArray([.. categories.Select(name => (JsonNode)name)]) };

    public override JsonNode Example => categories.Count == 0 ? "text" : categories[0];

    public override bool TryWrite(Cell cell, InputRows rows, int at)
    {
        if (cell.Kind is not (CellKind.Text or CellKind.Field) || (_known.Count > 0 && !_known.Contains(cell.Text)))
            return false;
        rows.Append(Encoding.UTF8.GetBytes(cell.Text));
        return true;
    }
}
