using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.AspNetCore.Handlers.Json;

/// <summary>JSON Schema of types, with what <c>[Description]</c> says of them.</summary>
internal static class JsonSchemas
{
    private static readonly JsonSchemaExporterOptions Options = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Describe,
    };

    public static JsonElement Of(JsonTypeInfo type)
    {
        var node = type.GetJsonSchemaAsNode(Options);
        using var document = JsonDocument.Parse(node.ToJsonString());
        return document.RootElement.Clone();
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        var text =
            TextOf(context.PropertyInfo?.AttributeProvider)
            ?? TextOf(context.PropertyInfo?.AssociatedParameter?.AttributeProvider)
            ?? TextOf(context.TypeInfo.Type);
        if (text is not null && schema is JsonObject described)
            described.Insert(0, "description", text);
        return schema;
    }

    private static string? TextOf(ICustomAttributeProvider? provider) =>
        provider
            ?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false)
            .OfType<DescriptionAttribute>()
            .FirstOrDefault()
            ?.Description;
}
