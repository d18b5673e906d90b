using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Configuration;

namespace Slipway.Deployment.Pipelines.Schemas;

/// <summary>Reads the keywords that are checked, and tells of everything that is wrong with them.</summary>
internal static class SchemaReader
{
    public static SchemaNode Read(JsonObject json, string at, Action<string, string> wrong) => Read(json, at, 0, wrong);

    private static SchemaNode Read(JsonNode? json, string at, int depth, Action<string, string> wrong)
    {
        if (depth > InputSchema.MaxDepth)
            wrong(at, $"schemas are nested at most {InputSchema.MaxDepth} deep");
        // true: anything (JSON Schema core, 4.3.2).
        if (depth > InputSchema.MaxDepth || json is JsonValue value && value.TryGetValue<bool>(out var any) && any)
            return SchemaNode.Anything;
        if (json is not JsonObject keywords)
        {
            wrong(at, "a schema is an object, such as {type: string}");
            return SchemaNode.Anything;
        }

        return new SchemaNode
        {
            Types = Types(keywords["type"], NodePath.Join(at, "type"), wrong),
            Members = Members(keywords["enum"], NodePath.Join(at, "enum"), wrong),
            Properties = Properties(keywords["properties"], NodePath.Join(at, "properties"), depth, wrong),
            Required = Required(keywords["required"], NodePath.Join(at, "required"), wrong),
            IsClosed =
                keywords["additionalProperties"] is JsonValue more && more.TryGetValue<bool>(out var open) && !open,
            Items = keywords.ContainsKey("items")
                ? Read(keywords["items"], NodePath.Join(at, "items"), depth + 1, wrong)
                : null,
            Count = Range(keywords, "minItems", "maxItems", at, wrong),
            Length = Range(keywords, "minLength", "maxLength", at, wrong),
            Number = Range(keywords, "minimum", "maximum", at, wrong),
        };
    }

    private static SchemaTypes? Types(JsonNode? json, string at, Action<string, string> wrong)
    {
        if (json is null)
            return null;
        var types = SchemaTypes.None;
        foreach (var word in json is JsonArray list ? list.ToArray() : [json])
        {
            var type = Text(word) is { } text ? SchemaTypesExtensions.Parse(text) : SchemaTypes.None;
            if (type == SchemaTypes.None)
                wrong(at, $"a type is one of {SchemaTypesExtensions.AllWords}, or a list of these");
            types |= type;
        }

        return types == SchemaTypes.None ? null : types;
    }

    private static List<JsonElement>? Members(JsonNode? json, string at, Action<string, string> wrong)
    {
        if (json is null)
            return null;
        if (json is JsonArray { Count: > 0 } list)
            return [.. list.Select(member => JsonElement.Parse(member?.ToJsonString() ?? "null"))];
        wrong(at, "it is a list of the values that are taken");
        return null;
    }

    private static Dictionary<string, SchemaNode> Properties(
        JsonNode? json,
        string at,
        int depth,
        Action<string, string> wrong
    )
    {
        var properties = new Dictionary<string, SchemaNode>(StringComparer.Ordinal);
        if (json is JsonObject members)
        {
            foreach (var (name, schema) in members)
            {
                properties[name] = Read(schema, NodePath.Join(at, name), depth + 1, wrong);
            }
        }
        else if (json is not null)
            wrong(at, "it has a schema for each member of the object, by its name");

        return properties;
    }

    private static IReadOnlyList<string> Required(JsonNode? json, string at, Action<string, string> wrong)
    {
        if (json is null)
            return [];
        if (json is JsonArray list && list.All(name => Text(name) is not null))
            return [.. list.Select(name => Text(name)!)];
        wrong(at, "it is a list of names of members");
        return [];
    }

    private static (double? Least, double? Most) Range(
        JsonObject keywords,
        string least,
        string most,
        string at,
        Action<string, string> wrong
    )
    {
        var range = (Least: Number(least), Most: Number(most));
        if (range.Least > range.Most)
            wrong(NodePath.Join(at, least), $"it is more than {most}");
        return range;

        double? Number(string keyword)
        {
            if (keywords[keyword] is not { } json)
                return null;
            if (json.GetValueKind() == JsonValueKind.Number)
                return JsonElement.Parse(json.ToJsonString()).GetDouble();
            wrong(NodePath.Join(at, keyword), "it is a number");
            return null;
        }
    }

    private static string? Text(JsonNode? json) =>
        json?.GetValueKind() == JsonValueKind.String ? json.GetValue<string>() : null;
}
