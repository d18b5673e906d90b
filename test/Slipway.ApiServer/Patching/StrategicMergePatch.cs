using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Schemas;

namespace Slipway.ApiServer.Patching;

/// <summary>
/// Strategic merge: a merge patch whose lists are merged by a key, with the directives <c>$patch: delete</c>,
/// <c>$patch: replace</c>, <c>$retainKeys</c> and <c>$deleteFromPrimitiveList/NAME</c>; <c>$setElementOrder</c> is read over.
/// The key is the first of those that server-side apply uses, which holds for the built-in kinds.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";

    public static JsonObject Apply(SchemaNode? schema, JsonObject current, JsonObject patch)
    {
        if (patch.Text(Directive) == "replace")
            return Clean(patch);
        var result = current.DeepClone().AsObject();
        if (patch.Text(Directive) == "delete")
            return [];
        if (patch["$retainKeys"] is JsonArray)
        {
            var retained = patch.Texts("$retainKeys");
            foreach (var name in result.Select(field => field.Key).Where(name => !retained.Contains(name)).ToList())
                result.Remove(name);
        }

        foreach (var (name, value) in patch)
        {
            if (name.StartsWith("$deleteFromPrimitiveList/", StringComparison.Ordinal))
                (result[name[(name.IndexOf('/') + 1)..]] as JsonArray)?.RemoveAll(item => Contains(value, item));
            else if (name[0] == '$')
                continue;
            else if (value is null)
                result.Remove(name);
            else
                result[name] = Value(schema?.Field(name), result[name], value);
        }

        return result;
    }

    private static JsonNode Value(SchemaNode? schema, JsonNode? current, JsonNode patch) =>
        (current, patch) switch
        {
            (JsonObject old, JsonObject next) => Apply(schema, old, next),
            (_, JsonObject next) => Apply(schema, [], next),
            (JsonArray old, JsonArray next) when schema is { List: ListKind.Map } => Entries(schema, old, next),
            (JsonArray old, JsonArray next) when schema is { List: ListKind.Set } => new JsonArray([
                .. old.Select(item => item?.DeepClone()),
                .. next.Where(item => !Contains(old, item)).Select(item => item?.DeepClone()),
            ]),
            _ => patch.DeepClone(),
        };

    private static JsonArray Entries(SchemaNode schema, JsonArray current, JsonArray patch)
    {
        var key = schema.MapKeys[0];
        if (patch.OfType<JsonObject>().Any(entry => entry.Text(Directive) == "replace"))
            return new JsonArray([
                .. patch
                    .OfType<JsonObject>()
                    .Where(entry => entry[Directive] is null)
                    .Select(entry => entry.DeepClone()),
            ]);
        var result = current.DeepClone().AsArray();
        foreach (var entry in patch.OfType<JsonObject>())
        {
            var at = result
                .Index()
                .Where(found => JsonPaths.Same(found.Item.At(key), entry[key]))
                .Select(found => found.Index)
                .ToList();
            if (entry.Text(Directive) == "delete")
                at.AsEnumerable().Reverse().ToList().ForEach(result.RemoveAt);
            else if (at.Count == 0)
                result.Add(Apply(schema.Items, [], entry));
            else
                result[at[0]] = Apply(schema.Items, result[at[0]]!.AsObject(), entry);
        }

        return result;
    }

    private static bool Contains(JsonNode? list, JsonNode? item) =>
        (list as JsonArray)?.Any(other => JsonPaths.Same(other, item)) ?? false;

    private static JsonObject Clean(JsonObject patch)
    {
        var result = patch.DeepClone().AsObject();
        result.Remove(Directive);
        return result;
    }
}
