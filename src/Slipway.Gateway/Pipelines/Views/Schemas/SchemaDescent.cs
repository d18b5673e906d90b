using System.Text.Json.Nodes;
using Slipway.Deployment.Pipelines.Paths;

namespace Slipway.Gateway.Pipelines.Views.Schemas;

/// <summary>What a path finds in values of a schema. An empty schema is anything.</summary>
internal static class SchemaDescent
{
    /// <param name="schema">Without references.</param>
    /// <param name="segments">Down from it.</param>
    /// <param name="mayBeMissing">Whether there may be nothing, as far as is known.</param>
    public static JsonObject Find(JsonObject schema, IEnumerable<PathSegment> segments, out bool mayBeMissing)
    {
        mayBeMissing = false;
        var rest = segments.ToArray();
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i].Kind == SegmentKind.All)
            {
                var item = Find(Items(schema), rest[(i + 1)..], out var itemMayBeMissing);
                return new JsonObject { ["type"] = "array", ["items"] = itemMayBeMissing ? OrNull(item) : item };
            }

            mayBeMissing |= rest[i].Kind == SegmentKind.Element || !Requires(schema, rest[i].Name);
            schema =
                rest[i].Kind == SegmentKind.Element ? Items(schema)
                : schema["properties"] is JsonObject members && members[rest[i].Name] is JsonObject member ? member
                : [];
        }

        return (JsonObject)schema.DeepClone();
    }

    public static JsonObject OrNull(JsonObject schema) =>
        schema.Count == 0
            ? schema
            : new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };

    private static JsonObject Items(JsonObject schema) => schema["items"] as JsonObject ?? [];

    private static bool Requires(JsonObject schema, string name) =>
        schema["required"] is JsonArray required
        && required.Any(each => each is JsonValue value && value.TryGetValue<string>(out var text) && text == name);
}
