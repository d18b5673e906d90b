using System.Text.Json;

namespace Slipway.Deployment.Pipelines.Schemas;

/// <summary>The words of <c>type</c>.</summary>
[Flags]
internal enum SchemaTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Integer = 4,
    Number = 8,
    String = 16,
    Array = 32,
    Object = 64,
}

internal static class SchemaTypesExtensions
{
    private static readonly (SchemaTypes Type, string Word)[] Words =
    [
        (SchemaTypes.Object, "object"),
        (SchemaTypes.Array, "array"),
        (SchemaTypes.String, "string"),
        (SchemaTypes.Number, "number"),
        (SchemaTypes.Integer, "integer"),
        (SchemaTypes.Boolean, "boolean"),
        (SchemaTypes.Null, "null"),
    ];

    public static string AllWords { get; } = string.Join(", ", Words.Select(word => word.Word));

    public static SchemaTypes Parse(string word) => Array.Find(Words, each => each.Word == word).Type;

    /// <summary>In words, with <c>or</c> between them.</summary>
    public static string InWords(this SchemaTypes types) =>
        string.Join(" or ", Words.Where(word => types.HasFlag(word.Type)).Select(word => word.Word));

    public static bool Allow(this SchemaTypes types, JsonElement value) =>
        (types & Of(value)) != SchemaTypes.None
        // A number without a fraction is an integer, however it is written (JSON Schema validation, 6.1.1).
        || (types.HasFlag(SchemaTypes.Integer) && IsWhole(value));

    private static SchemaTypes Of(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => SchemaTypes.Object,
            JsonValueKind.Array => SchemaTypes.Array,
            JsonValueKind.String => SchemaTypes.String,
            JsonValueKind.Number => SchemaTypes.Number,
            JsonValueKind.True or JsonValueKind.False => SchemaTypes.Boolean,
            JsonValueKind.Null => SchemaTypes.Null,
            _ => SchemaTypes.None,
        };

    private static bool IsWhole(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsInteger(number);
}
