using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Slipway.Deployment.Tests.Manifest;

/// <summary>As much of JSON Schema (2020-12) as the manifest's schema uses, as an editor would apply it.</summary>
internal static class SchemaCheck
{
    public static bool Accepts(JsonObject root, JsonNode? value) => Accepts(root, root, value);

    private static bool Accepts(JsonObject root, JsonNode? schema, JsonNode? value)
    {
        if (schema is not JsonObject rules)
            return schema?.GetValue<bool>() ?? true;
        return (rules["$ref"] is not { } reference || Accepts(root, Find(root, reference.GetValue<string>()), value))
            && (rules["anyOf"] is not JsonArray any || any.Any(each => Accepts(root, each, value)))
            && (rules["enum"] is not JsonArray words || words.Any(word => JsonNode.DeepEquals(word, value)))
            && IsOfType(rules["type"], value)
            && IsWithin(rules, value)
            && MembersFit(root, rules, value)
            && (value is not JsonArray list || list.All(item => Accepts(root, rules["items"], item)));
    }

    /// <summary>What a JSON pointer leads to.</summary>
    public static JsonNode Find(JsonObject root, string reference) =>
        reference.Split('/').Skip(1).Aggregate((JsonNode)root, (node, part) => node[part]!);

    private static bool IsOfType(JsonNode? types, JsonNode? value) =>
        types switch
        {
            null => true,
            JsonArray several => several.Any(type => IsOf(type!.GetValue<string>(), value)),
            _ => IsOf(types.GetValue<string>(), value),
        };

    private static bool IsOf(string type, JsonNode? value) =>
        type == "integer" && value is JsonValue number && number.TryGetValue<double>(out var double_)
            ? double_ == Math.Truncate(double_)
            : KindOf(value) == type;

    private static string KindOf(JsonNode? value) =>
        value?.GetValueKind() switch
        {
            null or System.Text.Json.JsonValueKind.Null => "null",
            System.Text.Json.JsonValueKind.Object => "object",
            System.Text.Json.JsonValueKind.Array => "array",
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.Number => "number",
            _ => "boolean",
        };

    private static bool IsWithin(JsonObject rules, JsonNode? value) =>
        KindOf(value) switch
        {
            "string" => rules["pattern"] is not { } pattern
                || Regex.IsMatch(
                    value!.GetValue<string>(),
                    pattern.GetValue<string>(),
                    RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
                ),
            "number" => (rules["maximum"] is not { } most || value!.GetValue<double>() <= most.GetValue<double>())
                && (rules["minimum"] is not { } least || value!.GetValue<double>() >= least.GetValue<double>()),
            _ => true,
        };

    private static bool MembersFit(JsonObject root, JsonObject rules, JsonNode? value) =>
        value is not JsonObject members
        || members.All(member =>
            Accepts(
                root,
                rules["properties"] is JsonObject known && known.ContainsKey(member.Key)
                    ? known[member.Key]
                    : rules["additionalProperties"],
                member.Value
            )
        );
}
