using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.ApiServer.Documents;

/// <summary>Reading and writing of objects by the path of a field.</summary>
public static class JsonPaths
{
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (node is not JsonObject map || !map.TryGetPropertyValue(name, out node))
                return null;
        }

        return node;
    }

    /// <summary>The text at a path; null where there is none, or something else.</summary>
    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static long? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value
        && value.GetValueKind() == JsonValueKind.Number
        && value.TryGetNumber(out var number)
            ? number
            : null;

    public static bool Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path)?.GetValueKind() == JsonValueKind.True;

    /// <summary>The objects of the list at a path; none where there is no list.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonArray)?.OfType<JsonObject>() ?? [];

    /// <summary>The texts of the list at a path.</summary>
    public static IReadOnlyList<string> Texts(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonArray)?.Select(item => item.Text()).OfType<string>().ToList() ?? [];

    /// <summary>The object at a path, made where it is not there.</summary>
    public static JsonObject Ensure(this JsonObject node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (node[name] is not JsonObject next)
                node[name] = next = [];
            node = next;
        }

        return node;
    }

    /// <summary>Sets a field, or removes it where the value is null.</summary>
    public static void Put(this JsonObject node, string name, JsonNode? value)
    {
        if (value is null)
            node.Remove(name);
        else
            node[name] = value.Parent is null ? value : value.DeepClone();
    }

    public static bool Same(JsonNode? left, JsonNode? right) => JsonNode.DeepEquals(left, right);

    /// <summary>The same text for what is the same, whatever the order of its fields.</summary>
    public static string Canonical(JsonNode? node) =>
        node switch
        {
            JsonObject map => "{"
                + string.Join(
                    ',',
                    map.OrderBy(field => field.Key, StringComparer.Ordinal)
                        .Select(field => $"{JsonValue.Create(field.Key).ToJsonString()}:{Canonical(field.Value)}")
                )
                + "}",
            JsonArray list => $"[{string.Join(',', list.Select(Canonical))}]",
            null => "null",
            _ => node.ToJsonString(),
        };

    private static bool TryGetNumber(this JsonValue value, out long number)
    {
        if (value.TryGetValue(out number))
            return true;
        if (value.TryGetValue(out int small))
        {
            number = small;
            return true;
        }

        return false;
    }
}
