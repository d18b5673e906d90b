using System.Text.Json;

namespace Slipway.Tasks.Requests;

/// <summary>
/// Says what is wrong inside a member of an item, in the words of a caller, who knows no types of .NET. The serializer tells it
/// in its message only; where that has changed, the place is still said.
/// </summary>
internal static class NestedProblem
{
    private const string Missing = "missing required properties including: ";
    private const string Unknown = "could not be mapped";
    private const string Converted = "could not be converted to ";

    /// <param name="path">Where, such as <c>entities[0].start</c>.</param>
    /// <param name="error">What the serializer says.</param>
    public static string Describe(string path, JsonException error)
    {
        var message = error.Message;
        if (After(message, Missing, '.') is { } missing)
            return $"'{path}' needs {missing}.";
        if (message.Contains(Unknown, StringComparison.Ordinal))
            return $"'{path}' is not known.";
        var type = After(message, Converted, ' ')?.TrimEnd('.') ?? "";
        return $"'{path}' is to be {Kind(type)}.";
    }

    private static string Kind(string type) =>
        type switch
        {
            _ when type.Contains("System.String", StringComparison.Ordinal) => "a text",
            _ when type.Contains("System.Boolean", StringComparison.Ordinal) => "true or false",
            _ when type.Contains("System.Int", StringComparison.Ordinal) => "a whole number",
            _ when type.Contains("System.Single", StringComparison.Ordinal)
                || type.Contains("System.Double", StringComparison.Ordinal)
                || type.Contains("System.Decimal", StringComparison.Ordinal) => "a number",
            _ => "another kind of value",
        };

    private static string? After(string message, string words, char end)
    {
        var start = message.IndexOf(words, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var rest = message.AsSpan(start + words.Length);
        var length = rest.IndexOf(end);
        return (length < 0 ? rest : rest[..length]).ToString();
    }
}
