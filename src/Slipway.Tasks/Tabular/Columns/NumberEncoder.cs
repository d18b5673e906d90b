using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace Slipway.Tasks.Tabular.Columns;

/// <summary>Numbers, scaled where that is asked for.</summary>
internal sealed class NumberEncoder<T>(double offset = 0, double divisor = 1) : ColumnEncoder
    where T : unmanaged, INumber<T>
{
    private static readonly bool IsFloat =
        typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(Half);

    public override string Expected => IsFloat ? "a number" : "a whole number";

    public override JsonObject Schema => new() { ["type"] = IsFloat ? "number" : "integer" };

    public override JsonNode Example => JsonValue.Create(IsFloat ? offset : 0);

    public override bool TryWrite(Cell cell, InputRows rows, int at) =>
        cell.Kind is CellKind.Number or CellKind.Field
        && TryParse(cell.Text.AsSpan().Trim(), out var value)
        && Set(rows, at, value);

    public override bool TryWriteNaN(InputRows rows, int at) =>
        IsFloat && Set(rows, at, T.CreateSaturating(double.NaN));

    private bool TryParse(ReadOnlySpan<char> text, out T value)
    {
        // Whole numbers as they are written: a double would round those of over 53 bits.
        if (!IsFloat)
            return T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        value = default;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return false;
        value = T.CreateSaturating((number - offset) / divisor);
        return T.IsFinite(value);
    }

    private static bool Set(InputRows rows, int at, T value)
    {
        rows.Numbers<T>()[at] = value;
        return true;
    }
}
