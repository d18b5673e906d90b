using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.Kubernetes.Rendering.Output;

/// <summary>What makes one tree of another, as a JSON Patch (RFC 6902).</summary>
internal static class JsonPatch
{
    /// <returns>Empty where they are the same.</returns>
    public static JsonArray Between(JsonObject from, JsonObject to)
    {
        var operations = new JsonArray();
        Compare(from, to, "", operations);
        return operations;
    }

    private static void Compare(JsonNode? from, JsonNode? to, string path, JsonArray operations)
    {
        switch (from, to)
        {
            case (JsonObject before, JsonObject after):
                CompareMembers(before, after, path, operations);
                break;
            case (JsonArray before, JsonArray after) when before.Count == after.Count:
                for (var i = 0; i < before.Count; i++)
                {
                    Compare(before[i], after[i], $"{path}/{i.ToString(CultureInfo.InvariantCulture)}", operations);
                }

                break;
            default:
                if (!JsonNode.DeepEquals(from, to))
                    Add(operations, "replace", path, to);
                break;
        }
    }

    private static void CompareMembers(JsonObject from, JsonObject to, string path, JsonArray operations)
    {
        foreach (var name in from.Select(member => member.Key).Where(name => !to.ContainsKey(name)))
        {
            operations.Add((JsonNode)new JsonObject { ["op"] = "remove", ["path"] = $"{path}/{Escape(name)}" });
        }

        foreach (var (name, value) in to)
        {
            if (from.TryGetPropertyValue(name, out var before))
                Compare(before, value, $"{path}/{Escape(name)}", operations);
            else
                Add(operations, "add", $"{path}/{Escape(name)}", value);
        }
    }

    private static void Add(JsonArray operations, string operation, string path, JsonNode? value) =>
        operations.Add(
            (JsonNode)
                new JsonObject
                {
                    ["op"] = operation,
                    ["path"] = path,
                    ["value"] = value?.DeepClone(),
                }
        );

    // RFC 6901, section 3.
    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
