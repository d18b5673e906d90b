using System.Globalization;
using System.Text.Json;

namespace Slipway.Importers.Keras.Graph;

/// <summary>Reads literals out of a configuration; null for what is not of the kind.</summary>
internal static class Literals
{
    public static long? Integer(JsonElement value) =>
        value.ValueKind != JsonValueKind.Number ? null
        : value.TryGetInt64(out var integer) ? integer
        : value.TryGetDouble(out var number) && number == Math.Floor(number) && Math.Abs(number) < 1L << 53
            ? (long)number
        : null;

    public static double? Number(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            // How ConfigJson gives Python's words for them.
            JsonValueKind.String => value.GetString() switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                _ => null,
            },
            JsonValueKind.Object => Typed(value) is { } inner ? Number(inner) : null,
            _ => null,
        };

    public static long[]? Integers(JsonElement value)
    {
        if (Integer(value) is { } one)
            return [one];
        if (value.ValueKind == JsonValueKind.Object && Typed(value) is { } inner)
            return Integers(inner);
        if (value.ValueKind != JsonValueKind.Array)
            return null;
        var integers = value.EnumerateArray().Select(item => Integer(item)).ToList();
        return integers.TrueForAll(integer => integer is not null)
            ? [.. integers.Select(integer => integer!.Value)]
            : null;
    }

    /// <summary>Numbers nested in lists, with their shape.</summary>
    public static (int[] Shape, double[] Values)? Numbers(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && Typed(value) is { } inner)
            return Numbers(inner);
        var values = new List<double>();
        var shape = new List<int>();
        return Collect(value, 0, shape, values) && values.Count == shape.Aggregate(1L, (product, dim) => product * dim)
            ? ([.. shape], [.. values])
            : null;
    }

    /// <summary>A literal as people write it, for messages.</summary>
    public static string Show(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 60 ? text : string.Create(CultureInfo.InvariantCulture, $"{text[..57]}...");
    }

    private static bool Collect(JsonElement value, int depth, List<int> shape, List<double> values)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            if (Number(value) is not { } number || depth != shape.Count)
                return false;
            values.Add(number);
            return true;
        }

        var length = value.GetArrayLength();
        if (depth == shape.Count && values.Count == 0)
            shape.Add(length);
        if (depth >= shape.Count || shape[depth] != length)
            return false;
        foreach (var item in value.EnumerateArray())
        {
            if (!Collect(item, depth + 1, shape, values))
                return false;
        }

        return true;
    }

    // {"class_name": "__numpy__", "config": {"value": …}} and its like.
    private static JsonElement? Typed(JsonElement value) =>
        value.TryGetProperty("config", out var config)
        && config.ValueKind == JsonValueKind.Object
        && config.TryGetProperty("value", out var inner)
            ? inner
            : null;
}
