using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.Gateway.Console.Playground;

/// <summary>A member of a request that a form has a field for.</summary>
internal sealed record SchemaField
{
    // More is no form.
    private const int Most = 40;

    public required string Name { get; init; }

    public required SchemaFieldKind Kind { get; init; }

    public string? Description { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>Of a choice; else empty.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Those of the members that are a text, a number, yes or no, or a choice; the others are for JSON.</summary>
    public static IReadOnlyList<SchemaField> Of(JsonObject schema)
    {
        if (schema["properties"] is not JsonObject properties)
            return [];
        string?[] required = schema["required"] is JsonArray names ? [.. names.Select(Text)] : [];
        return
        [
            .. properties
                .Take(Most)
                .Select(member => Of(member.Key, member.Value as JsonObject, required.Contains(member.Key)))
                .OfType<SchemaField>(),
        ];
    }

    /// <summary>What a person wrote, as the member's value; null: it is left out.</summary>
    public JsonNode? Parse(string text) =>
        Kind switch
        {
            SchemaFieldKind.Number when text.Length == 0 => null,
            SchemaFieldKind.Number => double.TryParse(
                text,
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var number
            ) && double.IsFinite(number)
                ? JsonValue.Create(number)
                : JsonValue.Create(text),
            SchemaFieldKind.YesOrNo => text switch
            {
                "true" => JsonValue.Create(true),
                "false" => JsonValue.Create(false),
                _ => null,
            },
            SchemaFieldKind.Choice when text.Length == 0 => null,
            _ when text.Length == 0 && !IsRequired => null,
            _ => JsonValue.Create(text),
        };

    private static SchemaField? Of(string name, JsonObject? schema, bool isRequired)
    {
        if (schema is null || KindOf(schema) is not { } kind)
            return null;
        return new SchemaField
        {
            Name = name,
            Kind = kind,
            Description = Text(schema["description"]),
            IsRequired = isRequired,
            Choices = kind is SchemaFieldKind.Choice ? [.. Texts(schema)] : [],
        };
    }

    private static SchemaFieldKind? KindOf(JsonObject schema) =>
        Text(schema["type"]) switch
        {
            "string" or null when Texts(schema).Any() => SchemaFieldKind.Choice,
            "string" => SchemaFieldKind.Text,
            "number" or "integer" => SchemaFieldKind.Number,
            "boolean" => SchemaFieldKind.YesOrNo,
            _ => null,
        };

    private static IEnumerable<string> Texts(JsonObject schema) =>
        schema["enum"] is JsonArray values ? values.Select(Text).OfType<string>() : [];

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}

internal enum SchemaFieldKind
{
    Text = 0,
    Number,
    YesOrNo,
    Choice,
}
