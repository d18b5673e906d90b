using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Schemas;

namespace Slipway.ApiServer.Applying;

/// <summary>
/// The fields that an object holds, and those in which two states differ. Which lists and maps are walked into and which are
/// one value follows the schema; without one, objects are walked into and lists are not
/// (structured-merge-diff, <c>typed/tofieldset.go</c> and <c>typed/compare.go</c>).
/// </summary>
internal static class FieldWalker
{
    public static FieldSet Fields(SchemaNode? schema, JsonNode? node)
    {
        var set = new FieldSet();
        Collect(schema, node, set);
        return set;
    }

    /// <param name="Written">Fields added, or changed.</param>
    /// <param name="Removed">Fields that are no longer there.</param>
    public sealed record Difference(FieldSet Written, FieldSet Removed);

    public static Difference Compare(SchemaNode? schema, JsonNode? before, JsonNode? after)
    {
        var difference = new Difference(new FieldSet(), new FieldSet());
        Compare(schema, before, after, difference.Written, difference.Removed);
        return difference;
    }

    private static void Collect(SchemaNode? schema, JsonNode? node, FieldSet at)
    {
        switch (node)
        {
            case JsonObject map when schema?.AtomicMap != true:
                foreach (var (name, value) in map)
                {
                    var child = at.Child(PathElement.Field(name));
                    Collect(schema?.Field(name), value, child);
                    child.Member |= IsField(schema, name, value);
                }

                break;
            case JsonArray list when schema is { List: not ListKind.Atomic }:
                foreach (var item in list)
                {
                    var child = at.Child(Element(schema, item));
                    if (schema.List == ListKind.Map)
                        Collect(schema.Items, item, child);
                    child.Member = true;
                }

                break;
            default:
                at.Member = true;
                break;
        }
    }

    private static void Compare(
        SchemaNode? schema,
        JsonNode? before,
        JsonNode? after,
        FieldSet written,
        FieldSet removed
    )
    {
        if (JsonPaths.Same(before, after))
            return;
        if (before is JsonObject oldMap && after is JsonObject newMap && schema?.AtomicMap != true)
        {
            foreach (var name in oldMap.Select(field => field.Key).Union(newMap.Select(field => field.Key)))
            {
                var element = PathElement.Field(name);
                var there = newMap.TryGetPropertyValue(name, out var value);
                if (!there)
                    CollectInto(schema, name, oldMap[name], removed.Child(element));
                else if (!oldMap.TryGetPropertyValue(name, out var old))
                    CollectInto(schema, name, value, written.Child(element));
                else
                    Compare(schema?.Field(name), old, value, written.Child(element), removed.Child(element));
            }
        }
        else if (before is JsonArray oldList && after is JsonArray newList && schema is { List: not ListKind.Atomic })
        {
            var old = ByElement(schema, oldList);
            var next = ByElement(schema, newList);
            foreach (var (element, item) in old)
            {
                if (!next.ContainsKey(element))
                    CollectItem(schema, item, removed.Child(element));
            }

            foreach (var (element, item) in next)
            {
                if (!old.TryGetValue(element, out var was))
                    CollectItem(schema, item, written.Child(element));
                else
                    Compare(schema.Items, was, item, written.Child(element), removed.Child(element));
            }
        }
        else
        {
            Collect(schema, after, written);
            if (before is not null)
                Merge(removed, Fields(schema, before).Except(Fields(schema, after)));
        }
    }

    private static void CollectInto(SchemaNode? schema, string name, JsonNode? value, FieldSet at)
    {
        Collect(schema?.Field(name), value, at);
        at.Member |= IsField(schema, name, value);
    }

    /// <summary>An entry of a map is a field of its own, as is what is empty; a struct's part is only what it holds.</summary>
    private static bool IsField(SchemaNode? schema, string name, JsonNode? value) =>
        value is null or JsonObject { Count: 0 } || schema?.Properties.ContainsKey(name) != true;

    private static void CollectItem(SchemaNode schema, JsonNode? item, FieldSet at)
    {
        if (schema.List == ListKind.Map)
            Collect(schema.Items, item, at);
        at.Member = true;
    }

    private static void Merge(FieldSet into, FieldSet from)
    {
        into.Member |= from.Member;
        foreach (var (element, child) in from.Children)
            Merge(into.Child(element), child);
    }

    public static string Element(SchemaNode list, JsonNode? item) =>
        list.List == ListKind.Set ? PathElement.Value(item) : PathElement.Key(list, item);

    public static Dictionary<string, JsonNode?> ByElement(SchemaNode list, JsonArray items)
    {
        var result = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var item in items)
            result.TryAdd(Element(list, item), item);
        return result;
    }
}
