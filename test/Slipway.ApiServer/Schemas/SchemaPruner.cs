using System.Text.Json.Nodes;

namespace Slipway.ApiServer.Schemas;

/// <summary>Takes away what a schema does not know, and nulls that stand where no null may, and tells which fields were unknown.</summary>
internal static class SchemaPruner
{
    private static readonly string[] OfEveryObject = ["apiVersion", "kind", "metadata"];

    /// <returns>The unknown fields, as <c>spec.thing</c>.</returns>
    public static IReadOnlyList<string> Prune(SchemaNode schema, JsonObject node)
    {
        var unknown = new List<string>();
        Prune(schema, node, "", unknown, isObject: true);
        return unknown;
    }

    private static void Prune(SchemaNode schema, JsonNode? node, string path, List<string> unknown, bool isObject)
    {
        if (node is JsonArray list && schema.Items is { } items)
        {
            foreach (var (index, item) in list.Index())
                Prune(items, item, $"{path}[{index}]", unknown, items.Embedded);
        }
        else if (node is JsonObject map)
        {
            Fields(schema, map, path, unknown, isObject);
        }
    }

    private static void Fields(SchemaNode schema, JsonObject map, string path, List<string> unknown, bool isObject)
    {
        foreach (var (name, value) in map.ToList())
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            var field = schema.Field(name);
            if (field is null && ((isObject && OfEveryObject.Contains(name)) || schema.PreserveUnknown))
                continue;
            if (field is null)
            {
                unknown.Add(at);
                map.Remove(name);
            }
            else if (value is null)
            {
                if (!field.Nullable)
                    map.Remove(name);
            }
            else
            {
                Prune(field, value, at, unknown, field.Embedded);
            }
        }
    }
}
