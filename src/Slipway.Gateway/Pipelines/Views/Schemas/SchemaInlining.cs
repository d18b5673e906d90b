using System.Text.Json.Nodes;

namespace Slipway.Gateway.Pipelines.Views.Schemas;

/// <summary>Puts what local references of a schema lead to in their place, so that parts of it can stand by themselves.</summary>
internal sealed class SchemaInlining
{
    private const int MostDepth = 24;
    private const int MostNodes = 5000;

    private readonly JsonNode _root;
    private int _nodes;

    private SchemaInlining(JsonNode root) => _root = root;

    /// <summary>What leads to itself, or becomes too large, is left open.</summary>
    public static JsonObject Inline(JsonNode? schema) =>
        schema is JsonObject root ? (JsonObject)new SchemaInlining(root).Copy(root, 0) : [];

    private JsonNode Copy(JsonNode node, int depth)
    {
        if (depth > MostDepth || ++_nodes > MostNodes)
            return new JsonObject();
        switch (node)
        {
            case JsonObject members when members["$ref"] is JsonValue reference:
                return Find(reference.ToString()) is { } target ? Copy(target, depth + 1) : new JsonObject();
            case JsonObject members:
                var copy = new JsonObject();
                foreach (var (name, value) in members.Where(member => member.Key is not ("$defs" or "definitions")))
                {
                    copy[name] = value is null ? null : Copy(value, depth + 1);
                }

                return copy;
            case JsonArray list:
                return new JsonArray([.. list.Select(element => element is null ? null : Copy(element, depth + 1))]);
            default:
                return node.DeepClone();
        }
    }

    // JSON Pointer (RFC 6901) in a fragment.
    private JsonNode? Find(string reference)
    {
        if (!reference.StartsWith('#'))
            return null;
        var node = _root;
        foreach (var part in Uri.UnescapeDataString(reference[1..]).Split('/').Skip(1))
        {
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                JsonObject members => members[name],
                JsonArray list when int.TryParse(name, out var index) && index >= 0 && index < list.Count => list[
                    index
                ],
                _ => null,
            };
            if (node is null)
                return null;
        }

        return node;
    }
}
