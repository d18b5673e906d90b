using System.Globalization;
using System.Text.Json;

namespace Slipway.Tasks.Requests;

/// <summary>Writes an option of an address, which is a text, as the JSON that a body would have in its place.</summary>
internal static class OptionText
{
    /// <param name="writer">Is behind the name.</param>
    /// <param name="value">As the address has it; of a list its elements with commas between them.</param>
    /// <param name="wanted">What the option is; null where it is not known, or anything.</param>
    public static void Write(Utf8JsonWriter writer, string value, Type? wanted)
    {
        var plain = wanted is null ? null : Nullable.GetUnderlyingType(wanted) ?? wanted;
        if (plain == typeof(bool) && bool.TryParse(value, out var flag))
            writer.WriteBooleanValue(flag);
        else if (plain is { IsPrimitive: true } && Number(value) is { } number)
            writer.WriteNumberValue(number);
        else if (plain == typeof(string[]))
            WriteList(writer, value);
        else
            writer.WriteStringValue(value);
    }

    private static double? Number(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    // A parameter that an address has twice comes with a comma between its values, and may be written so.
    private static void WriteList(Utf8JsonWriter writer, string value)
    {
        writer.WriteStartArray();
        foreach (
            var element in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        )
        {
            writer.WriteStringValue(element);
        }

        writer.WriteEndArray();
    }
}
