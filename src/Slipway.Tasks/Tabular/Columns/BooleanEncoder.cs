using System.Numerics;
using System.Text.Json.Nodes;

namespace Slipway.Tasks.Tabular.Columns;

/// <summary>True or false, as 1 or 0; in CSV these may be written as digits.</summary>
internal sealed class BooleanEncoder<T>(Func<bool, T> convert) : ColumnEncoder
    where T : unmanaged
{
    public override string Expected => "true or false";

    public override JsonObject Schema => new() { ["type"] = "boolean" };

    public override JsonNode Example => JsonValue.Create(false);

    public override bool TryWrite(Cell cell, InputRows rows, int at)
    {
        if (cell.Kind is not (CellKind.Boolean or CellKind.Field) || Parse(cell.Text) is not { } value)
            return false;
        rows.Numbers<T>()[at] = convert(value);
        return true;
    }

    private static bool? Parse(string text) =>
        text.Trim() switch
        {
            "1" => true,
            "0" => false,
            var word => bool.TryParse(word, out var value) ? value : null,
        };
}

internal static class BooleanEncoders
{
    public static ColumnEncoder Of<T>()
        where T : unmanaged, INumber<T> => new BooleanEncoder<T>(static value => value ? T.One : T.Zero);
}
