using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Kubernetes.Applying;

/// <summary>
/// Compares an object with what the API server would make of it. Entries of lists are told apart by their <c>name</c> (containers,
/// variables, ports, volumes) where each has one, and by their place otherwise.
/// </summary>
internal static class FieldDiff
{
    // What servers write by themselves, and what is no wish.
    private static readonly string[] OfServer =
    [
        "managedFields",
        "resourceVersion",
        "generation",
        "uid",
        "creationTimestamp",
        "selfLink",
    ];

    /// <param name="before">As it lives.</param>
    /// <param name="after">As it would be.</param>
    /// <param name="isSecret">Its values are not told.</param>
    public static IReadOnlyList<FieldChange> Between(JsonObject before, JsonObject after, bool isSecret)
    {
        var changes = new List<FieldChange>();
        Compare("", Wish(before), Wish(after), changes);
        return isSecret ? [.. changes.Select(Hidden)] : changes;
    }

    private static JsonObject Wish(JsonObject value)
    {
        var wish = value.DeepClone().AsObject();
        wish.Remove("status");
        foreach (var name in OfServer)
        {
            (wish["metadata"] as JsonObject)?.Remove(name);
        }

        return wish;
    }

    private static void Compare(string path, JsonNode? before, JsonNode? after, List<FieldChange> changes)
    {
        if (JsonNode.DeepEquals(before, after))
            return;
        switch (before, after)
        {
            case (JsonObject one, JsonObject other):
                Members(path, one, other, changes);
                break;
            case (JsonArray one, JsonArray other) when ByName(one) is { } named && ByName(other) is { } others:
                Entries(path, named, others, changes);
                break;
            case (JsonArray one, JsonArray other) when one.Count == other.Count:
                for (var i = 0; i < one.Count; i++)
                {
                    Compare(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), one[i], other[i], changes);
                }

                break;
            default:
                changes.Add(new FieldChange(path, Text(before), Text(after)));
                break;
        }
    }

    private static void Members(string path, JsonObject before, JsonObject after, List<FieldChange> changes)
    {
        foreach (var name in before.Select(each => each.Key).Union(after.Select(each => each.Key)))
        {
            // Keys of labels and annotations have dots.
            var step =
                name.Contains('.', StringComparison.Ordinal) ? $"{path}[{name}]"
                : path.Length == 0 ? name
                : $"{path}.{name}";
            Compare(step, before[name], after[name], changes);
        }
    }

    private static void Entries(
        string path,
        Dictionary<string, JsonNode> before,
        Dictionary<string, JsonNode> after,
        List<FieldChange> changes
    )
    {
        foreach (var name in before.Keys.Union(after.Keys))
        {
            Compare($"{path}[{name}]", before.GetValueOrDefault(name), after.GetValueOrDefault(name), changes);
        }

        // Variables may refer to those before them.
        if (before.Count == after.Count && before.Keys.All(after.ContainsKey) && !before.Keys.SequenceEqual(after.Keys))
            changes.Add(new FieldChange(path, string.Join(", ", before.Keys), string.Join(", ", after.Keys)));
    }

    private static Dictionary<string, JsonNode>? ByName(JsonArray list)
    {
        var entries = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var entry in list)
        {
            if (
                entry is not JsonObject { } value
                || value["name"] is not JsonValue named
                || !named.TryGetValue<string>(out var name)
                || !entries.TryAdd(name, value)
            )
                return null;
        }

        return entries;
    }

    private static string? Text(JsonNode? value) =>
        value switch
        {
            null => null,
            JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
            _ => value.ToJsonString(Readable),
        };

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static FieldChange Hidden(FieldChange change) =>
        IsData(change.Path)
            ? change with
            {
                Before = change.Before is null ? null : "(secret)",
                After = change.After is null ? null : "(another secret)",
            }
            : change;

    // Annotations too: kubectl keeps whole objects in one.
    private static bool IsData(string path) =>
        path.StartsWith("data", StringComparison.Ordinal)
        || path.StartsWith("stringData", StringComparison.Ordinal)
        || path.StartsWith("metadata.annotations", StringComparison.Ordinal);
}
