using System.Globalization;
using System.Text.Json;

namespace Slipway.Cli.Predict.Rows;

/// <summary>Makes JSON of the values of tables.</summary>
internal static class JsonValues
{
    public static readonly JsonElement Null = JsonElement.Parse("null");

    public static JsonElement Text(string value) =>
        JsonSerializer.SerializeToElement(value, PredictContracts.Default.String);

    /// <summary>A value of a typed column; numbers that JSON has not (NaN) are null.</summary>
    public static JsonElement Of(object? value) =>
        value switch
        {
            null => Null,
            string text => Text(text),
            bool flag => JsonElement.Parse(flag ? "true" : "false"),
            float number => float.IsFinite(number) ? Number(number.ToString("R", CultureInfo.InvariantCulture)) : Null,
            double number => double.IsFinite(number)
                ? Number(number.ToString("R", CultureInfo.InvariantCulture))
                : Null,
            byte[] bytes => Text(Convert.ToBase64String(bytes)),
            DateTime time => Text(time.ToString("O", CultureInfo.InvariantCulture)),
            Guid id => Text(id.ToString()),
            sbyte or byte or short or ushort or int or uint or long or ulong or decimal => Number(
                ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)
            ),
            IFormattable other => Text(other.ToString(null, CultureInfo.InvariantCulture)),
            _ => Text(value.ToString() ?? ""),
        };

    private static JsonElement Number(string text) => JsonElement.Parse(text);
}
