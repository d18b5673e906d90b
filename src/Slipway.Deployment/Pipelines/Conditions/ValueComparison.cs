using System.Text.Json;

namespace Slipway.Deployment.Pipelines.Conditions;

/// <summary>
/// How values compare: numbers by value, texts by their UTF-16 units, all others only for being equal. What is missing equals
/// null. Values of different kinds are neither equal nor in an order.
/// </summary>
internal static class ValueComparison
{
    public static string Sign(ComparisonKind comparison) =>
        comparison switch
        {
            ComparisonKind.Equal => "==",
            ComparisonKind.NotEqual => "!=",
            ComparisonKind.Less => "<",
            ComparisonKind.LessOrEqual => "<=",
            ComparisonKind.Greater => ">",
            _ => ">=",
        };

    public static bool Holds(JsonElement left, ComparisonKind comparison, JsonElement right)
    {
        if (comparison is ComparisonKind.Equal or ComparisonKind.NotEqual)
            return AreEqual(left, right) == (comparison == ComparisonKind.Equal);
        return Order(left, right) is { } order
            && comparison switch
            {
                ComparisonKind.Less => order < 0,
                ComparisonKind.LessOrEqual => order <= 0,
                ComparisonKind.Greater => order > 0,
                _ => order >= 0,
            };
    }

    private static bool AreEqual(JsonElement left, JsonElement right)
    {
        if (!left.IsThere() || !right.IsThere())
            return !left.IsThere() && !right.IsThere();
        try
        {
            return JsonElement.DeepEquals(left, right);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which equals nothing.
            return false;
        }
    }

    private static int? Order(JsonElement left, JsonElement right)
    {
        if (left.ValueKind == JsonValueKind.Number && right.ValueKind == JsonValueKind.Number)
            return OrderNumbers(left, right);
        return left.TextOrNull() is { } text && right.TextOrNull() is { } other
            ? string.CompareOrdinal(text, other)
            : null;
    }

    private static int? OrderNumbers(JsonElement left, JsonElement right)
    {
        if (left.TryGetDecimal(out var exact) && right.TryGetDecimal(out var other))
            return exact.CompareTo(other);
        return left.TryGetDouble(out var near) && right.TryGetDouble(out var far) ? near.CompareTo(far) : null;
    }
}
