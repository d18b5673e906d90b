using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Kubernetes.Applying;

/// <summary>
/// What a manager has applied of an object, read off the object's <c>managedFields</c>: <c>f:NAME</c> is a member, <c>k:{…}</c> the entry
/// of a list with these keys, <c>v:…</c> an entry that is this value, <c>.</c> the thing itself ("Server-Side Apply", Field management).
/// </summary>
internal static class OwnFields
{
    /// <param name="live">The object as it is.</param>
    /// <param name="manager">Who.</param>
    /// <returns>What that manager would have to apply again to change nothing.</returns>
    public static JsonObject Of(JsonObject live, string manager)
    {
        var own = new JsonObject
        {
            ["apiVersion"] = live["apiVersion"]?.DeepClone(),
            ["kind"] = live["kind"]?.DeepClone(),
        };
        var fields = Entry(live["metadata"], manager)?["fieldsV1"];
        if (fields is JsonObject tree)
        {
            foreach (var (name, value) in Members(live, tree))
            {
                own[name] = value;
            }
        }

        if (own["metadata"] is not JsonObject meta)
            own["metadata"] = meta = [];
        foreach (var name in (string[])["name", "namespace"])
        {
            meta[name] = live["metadata"]![name]?.DeepClone();
        }

        return own;
    }

    /// <summary>What is kept of a manager's applies; null where it has applied nothing.</summary>
    public static JsonNode? Entry(JsonNode? metadata, string manager) =>
        (metadata?["managedFields"] as JsonArray)?.FirstOrDefault(each =>
            (string?)each?["manager"] == manager && (string?)each?["operation"] == "Apply"
        );

    private static JsonNode? Of(JsonNode? live, JsonNode? fields)
    {
        if (fields is not JsonObject { Count: > 0 } tree)
            return live?.DeepClone();
        return live switch
        {
            JsonObject members => new JsonObject(
                Members(members, tree).Select(each => KeyValuePair.Create(each.Name, each.Value))
            ),
            JsonArray entries => Entries(entries, tree),
            _ => live?.DeepClone(),
        };
    }

    private static IEnumerable<(string Name, JsonNode? Value)> Members(JsonObject live, JsonObject tree)
    {
        foreach (var (key, below) in tree)
        {
            if (key.StartsWith("f:", StringComparison.Ordinal) && live.TryGetPropertyValue(key[2..], out var value))
                yield return (key[2..], Of(value, below));
        }
    }

    // In the order in which they are.
    private static JsonArray Entries(JsonArray live, JsonObject tree)
    {
        var own = new JsonArray();
        foreach (var entry in live)
        {
            foreach (var (key, below) in tree)
            {
                if (key.StartsWith("k:", StringComparison.Ordinal) && IsKeyed(entry, key[2..]))
                    own.Add(Of(entry, below));
                else if (key.StartsWith("v:", StringComparison.Ordinal) && JsonNode.DeepEquals(entry, Parse(key[2..])))
                    own.Add(entry?.DeepClone());
            }
        }

        return own;
    }

    private static bool IsKeyed(JsonNode? entry, string keys) =>
        entry is JsonObject value
        && Parse(keys) is JsonObject wanted
        && wanted.All(key => JsonNode.DeepEquals(value[key.Key], key.Value));

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
