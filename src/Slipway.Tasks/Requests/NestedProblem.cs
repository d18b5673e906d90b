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
    private const string Null = "null values";

    /// <param name="path">Where, such as <c>entities[0].start</c>.</param>
    /// <param name="error">What the serializer says.</param>
    public static string Describe(string path, JsonException error)
    {
        if (After(error.Message, Missing, '.') is { } missing)
            return $"'{path}' needs {missing}.";
        if (error.Message.Contains(Unknown, StringComparison.Ordinal))
            return $"'{path}' is not known.";
        if (error.Message.Contains(Null, StringComparison.Ordinal))
            return $"'{path}' is not to be null.";
        return $"'{path}' is to be {Kind(error.InnerException?.Message ?? error.Message)}.";
    }

    private static string Kind(string message)
    {
        return Says("as a string") || Says("System.String") ? "a text"
            : Says("as a boolean") || Says("System.Boolean") ? "true or false"
            : Says("an Int") || Says("System.Int") ? "a whole number"
            : Says("as a number") || Says("System.Double") || Says("System.Single") ? "a number"
            : "another kind of value";

        bool Says(string words) => message.Contains(words, StringComparison.Ordinal);
    }

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
