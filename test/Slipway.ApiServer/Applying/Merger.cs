using System.Text.Json.Nodes;
using Slipway.ApiServer.Schemas;

namespace Slipway.ApiServer.Applying;

/// <summary>Lays one object over another, and takes out the fields that nobody wants any more.</summary>
internal static class Merger
{
    public static JsonNode Merge(SchemaNode? schema, JsonNode? under, JsonNode over)
    {
        if (under is JsonObject oldMap && over is JsonObject newMap && schema?.AtomicMap != true)
        {
            var result = oldMap.DeepClone().AsObject();
            foreach (var (name, value) in newMap)
                result[name] = value is null ? null : Merge(schema?.Field(name), oldMap[name], value);
            return result;
        }

        return under is JsonArray oldList && over is JsonArray newList && schema is { List: not ListKind.Atomic }
            ? Lists(schema, oldList, newList)
            : over.DeepClone();
    }

    /// <summary>Removes what was applied and is not kept by anybody: whole branches where nothing under them is.</summary>
    public static void GiveUp(SchemaNode? schema, JsonNode node, FieldSet last, FieldSet kept, bool root = true)
    {
        foreach (var (element, fields) in last.Children)
        {
            var keep = kept.At(element);
            // The metadata is more than what its owners see of it.
            if (keep is null or { IsEmpty: true } && !(root && element == "f:metadata"))
                Remove(schema, node, element);
            else if (Find(schema, node, element) is { } child)
                GiveUp(Under(schema, element), child, fields, keep ?? new FieldSet(), root: false);
        }
    }

    private static SchemaNode? Under(SchemaNode? schema, string element) =>
        element[0] == 'f' ? schema?.Field(element[2..]) : schema?.Items;

    private static JsonNode? Find(SchemaNode? schema, JsonNode node, string element) =>
        node switch
        {
            JsonObject map when element[0] == 'f' => map[element[2..]],
            JsonArray list when schema is not null => FieldWalker.ByElement(schema, list).GetValueOrDefault(element),
            _ => null,
        };

    private static void Remove(SchemaNode? schema, JsonNode node, string element)
    {
        if (node is JsonObject map && element[0] == 'f')
            map.Remove(element[2..]);
        else if (node is JsonArray list && schema is not null)
            list.RemoveAll(item => FieldWalker.Element(schema, item) == element);
    }

    /// <summary>Entries in the order of the configuration; those of others stay among them where they were.</summary>
    private static JsonArray Lists(SchemaNode schema, JsonArray under, JsonArray over)
    {
        var old = FieldWalker.ByElement(schema, under).ToList();
        var next = FieldWalker.ByElement(schema, over).ToList();
        var byElement = FieldWalker.ByElement(schema, under);
        var wanted = next.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var result = new JsonArray();
        int left = 0,
            right = 0;
        while (left < old.Count || right < next.Count)
        {
            if (left < old.Count && taken.Contains(old[left].Key))
            {
                left++;
            }
            else if (left < old.Count && !wanted.Contains(old[left].Key))
            {
                result.Add(old[left++].Value?.DeepClone());
            }
            else
            {
                var (element, value) = next[right++];
                taken.Add(element);
                result.Add(value is null ? null : Merge(schema.Items, byElement.GetValueOrDefault(element), value));
            }
        }

        return result;
    }
}
