using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.ApiServer.Documents;

namespace Slipway.ApiServer.Schemas.Rules;

/// <summary>What the operators and functions of rules do to values.</summary>
internal static class CelValues
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    public static object? Of(JsonNode? node) =>
        node switch
        {
            null => null,
            JsonObject or JsonArray => node,
            _ => node.GetValueKind() switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.String => node.Text(),
                _ => node.Number() is { } whole
                    ? (object)whole
                    : double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture),
            },
        };

    public static object? Field(object? of, string name) =>
        of is JsonObject map && map.TryGetPropertyValue(name, out var value)
            ? Of(value)
            : throw new CelFailure($"no such key: {name}");

    public static object? At(object? of, object? index) =>
        (of, index) switch
        {
            (JsonArray list, long at) when at >= 0 && at < list.Count => Of(list[(int)at]),
            (JsonObject, string name) => Field(of, name),
            _ => throw new CelFailure("no such index"),
        };

    public static bool Same(object? left, object? right) =>
        (left, right) switch
        {
            (JsonNode one, JsonNode other) => JsonPaths.Canonical(one) == JsonPaths.Canonical(other),
            (long one, double other) => one == other,
            (double one, long other) => one == other,
            _ => Equals(left, right),
        };

    public static int Compare(object? left, object? right) =>
        (left, right) switch
        {
            (long one, long other) => one.CompareTo(other),
            (string one, string other) => string.CompareOrdinal(one, other),
            (long or double, long or double) => Real(left).CompareTo(Real(right)),
            _ => throw new CelFailure("no such overload"),
        };

    public static object Add(object? left, object? right) =>
        (left, right) switch
        {
            (long one, long other) => checked(one + other),
            (string one, string other) => one + other,
            (JsonArray one, JsonArray other) => new JsonArray([.. one.Concat(other).Select(item => item?.DeepClone())]),
            _ => Calculate('+', left, right),
        };

    public static object Calculate(char sign, object? left, object? right)
    {
        if (left is long one && right is long other)
        {
            if (other == 0 && sign is ('/' or '%'))
                throw new CelFailure("divide by zero");
            return sign switch
            {
                '-' => one - other,
                '*' => one * other,
                '/' => one / other,
                '%' => one % other,
                _ => one + other,
            };
        }

        var (a, b) = (Real(left), Real(right));
        return sign switch
        {
            '-' => a - b,
            '*' => a * b,
            '/' => a / b,
            '+' => a + b,
            _ => throw new CelFailure("no such overload"),
        };
    }

    public static bool In(object? item, object? container) =>
        container switch
        {
            JsonArray list => list.Any(entry => Same(Of(entry), item)),
            JsonObject map => item is string key && map.ContainsKey(key),
            _ => throw new CelFailure("no such overload"),
        };

    public static long Size(object? of) =>
        of switch
        {
            string text => text.EnumerateRunes().Count(),
            JsonArray list => list.Count,
            JsonObject map => map.Count,
            _ => throw new CelFailure("no such overload"),
        };

    /// <summary>What a macro goes over: the entries of a list, the keys of a map.</summary>
    public static IEnumerable<object?> Entries(object? of) =>
        of switch
        {
            JsonArray list => list.Select(Of),
            JsonObject map => map.Select(field => (object?)field.Key),
            _ => throw new CelFailure("no such overload"),
        };

    public static bool Truth(object? value) => value is bool truth ? truth : throw new CelFailure("no such overload");

    public static string Text(object? value) => value as string ?? throw new CelFailure("no such overload");

    public static bool Matches(object? text, object? pattern) =>
        Regex.IsMatch(Text(text), Text(pattern), RegexOptions.CultureInvariant, PatternLimit);

    private static double Real(object? value) =>
        value switch
        {
            long whole => whole,
            double real => real,
            _ => throw new CelFailure("no such overload"),
        };
}
