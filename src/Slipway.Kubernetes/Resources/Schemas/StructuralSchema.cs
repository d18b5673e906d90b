using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using k8s.Models;
using Slipway.Kubernetes.Api;

namespace Slipway.Kubernetes.Resources.Schemas;

/// <summary>
/// The structural OpenAPI v3 schema of a contract, as a CustomResourceDefinition wants it: every node has a type and nothing is
/// referred to (Kubernetes: "Specifying a structural schema"). Contracts of Kubernetes itself, which its API server checks where
/// they end up, are taken as they are.
/// </summary>
internal static class StructuralSchema
{
    private const string Preserve = "x-kubernetes-preserve-unknown-fields";
    private const string Duration = @"^(0|([0-9]*\.?[0-9]+(d|h|m|s|ms))+)$";
    private const int MostItems = 200;

    /// <param name="type">The contract.</param>
    /// <param name="describe">What a property of a contract means, by the contract's type and the property's key; null for nothing.</param>
    public static JsonObject Of(Type type, Func<Type, string, string?> describe) =>
        ResourceJson
            .Options.GetJsonSchemaAsNode(
                type,
                new JsonSchemaExporterOptions
                {
                    TreatNullObliviousAsNonNullable = true,
                    TransformSchemaNode = (context, schema) => Transform(context, schema, describe),
                }
            )
            .AsObject();

    /// <summary>Any object.</summary>
    public static JsonObject Opaque() => new() { ["type"] = "object", [Preserve] = true };

    private static JsonObject Transform(
        JsonSchemaExporterContext context,
        JsonNode schema,
        Func<Type, string, string?> describe
    )
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var node = Known(type) ?? Plain(schema as JsonObject ?? [], type, context.TypeInfo.Kind);
        if (context.PropertyInfo is not { } property)
            return node;
        if (describe(property.DeclaringType, property.Name) is { } text)
            node["description"] = text;
        if (IsSwitch(property))
            node["nullable"] = true;
        return node;
    }

    private static JsonObject? Known(Type type)
    {
        if (type == typeof(TimeSpan))
            return new JsonObject
            {
                ["type"] = "string",
                ["pattern"] = Duration,
                ["maxLength"] = 40,
            };
        if (type == typeof(DateTimeOffset) || type == typeof(DateTime))
            return new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        if (type == typeof(JsonNode))
            return new JsonObject { [Preserve] = true };
        if (type == typeof(JsonObject))
            return Opaque();
        if (type == typeof(V1ResourceRequirements))
            return KubernetesSchemas.Resources();
        if (type == typeof(V1EnvVar))
            return KubernetesSchemas.Variable();
        if (type == typeof(V1Condition))
            return KubernetesSchemas.Condition();
        return type.Namespace == typeof(V1Pod).Namespace && type.IsClass ? Opaque() : null;
    }

    private static JsonObject Plain(JsonObject node, Type type, JsonTypeInfoKind kind)
    {
        node.Remove("additionalProperties", out var values);
        // What is required is told by the operator's own checks, in words; a record's "required" is about its maker.
        node.Remove("required");
        if (type.IsEnum)
            node["type"] = "string";
        else if (type == typeof(int))
            Number(node, "integer", "int32");
        else if (type == typeof(long))
            Number(node, "integer", "int64");
        else if (type == typeof(double))
            Number(node, "number", "double");
        else if (kind == JsonTypeInfoKind.None)
            node["type"] = type == typeof(bool) ? "boolean" : "string";
        else if (kind == JsonTypeInfoKind.Enumerable)
            Items(node);
        else
            Object(node, kind, values);
        if (node["enum"] is JsonArray words)
            node["enum"] = new JsonArray([.. words.Where(word => word is not null).Select(word => word!.DeepClone())]);
        return node;
    }

    private static void Number(JsonObject node, string type, string format)
    {
        node.Remove("pattern");
        (node["type"], node["format"]) = (type, format);
    }

    private static void Items(JsonObject node) => (node["type"], node["maxItems"]) = ("array", MostItems);

    private static void Object(JsonObject node, JsonTypeInfoKind kind, JsonNode? values)
    {
        node["type"] = "object";
        if (kind != JsonTypeInfoKind.Dictionary)
            return;
        node["additionalProperties"] = values ?? new JsonObject { [Preserve] = true };
        node["maxProperties"] = MostItems;
    }

    // Null says something else than nothing: it switches off what is on by default.
    private static bool IsSwitch(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), false)
            is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.Never }];
}
