using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Slipway.AspNetCore.ApiReference.Typed;

/// <summary>
/// Makes components of a JSON Schema as it is. OpenAPI 3.1 takes every keyword of JSON Schema 2020-12, and the library
/// writes keywords that it is given as extensions the same way as its own.
/// </summary>
internal static class RawSchema
{
    private const string Definitions = "$defs";

    /// <summary>
    /// Adds <paramref name="schema"/> as <paramref name="component"/>, and its definitions as components named after it:
    /// readers of OpenAPI look for what is referred to nowhere else.
    /// </summary>
    public static void AddTo(OpenApiDocument document, string component, JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(Definitions, out var definitions))
        {
            foreach (var definition in definitions.EnumerateObject())
            {
                document.AddComponent<IOpenApiSchema>(
                    Name(component, definition.Name),
                    Of(definition.Value, component)
                );
            }
        }

        document.AddComponent<IOpenApiSchema>(component, Of(schema, component));
    }

    private static OpenApiSchema Of(JsonElement schema, string component)
    {
        var keywords = new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal);
        if (schema.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in schema.EnumerateObject())
            {
                // The document has one dialect for all.
                if (member.Name is "$schema" or "$id" or Definitions)
                    continue;
                if (JsonNode.Parse(member.Value.GetRawText()) is { } value)
                    keywords[member.Name] = new JsonNodeExtension(Lead(member.Name, value, component));
            }
        }

        return new OpenApiSchema { Extensions = keywords };
    }

    /// <summary>References within the schema lead to the components.</summary>
    private static JsonNode Lead(string name, JsonNode value, string component)
    {
        if (name == "$ref" && value is JsonValue text && text.TryGetValue<string>(out var reference))
            return JsonValue.Create(Target(reference, component));
        if (value is JsonArray items)
        {
            foreach (var item in items)
            {
                if (item is not null)
                    Lead("", item, component);
            }
        }
        else if (value is JsonObject members)
        {
            foreach (var (key, member) in members.ToArray())
            {
                if (member is not null && Lead(key, member, component) is var led && led != member)
                    members[key] = led;
            }
        }

        return value;
    }

    private static string Target(string reference, string component)
    {
        const string toDefinition = "#/" + Definitions + "/";
        const string components = "#/components/schemas/";
        if (reference.StartsWith(toDefinition, StringComparison.Ordinal))
        {
            var rest = reference.AsSpan(toDefinition.Length);
            var end = rest.IndexOf('/') is var slash and >= 0 ? slash : rest.Length;
            return $"{components}{Name(component, rest[..end])}{rest[end..]}";
        }

        return reference.StartsWith('#') ? $"{components}{component}{reference.AsSpan(1)}" : reference;
    }

    private static string Name(string component, ReadOnlySpan<char> definition)
    {
        Span<char> key = definition.Length <= 256 ? stackalloc char[definition.Length] : new char[definition.Length];
        for (var i = 0; i < key.Length; i++)
        {
            key[i] =
                char.IsAsciiLetterOrDigit(definition[i]) || definition[i] is '-' or '_' or '.' ? definition[i] : '_';
        }

        return $"{component}.{key}";
    }
}
