using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Deployment.Manifest;

/// <summary>
/// The JSON Schema (2020-12) of <c>slipway.yaml</c>, from the contracts that bind it. Published as
/// <c>docs/reference/fleet.schema.json</c>; editors complete and check by it. It takes what the reader takes: references to
/// variables wherever a value may be one, keys with nothing behind them, durations as people write them.
/// </summary>
public static class FleetManifestSchema
{
    private const string Reference = @"\$\{[^}]+\}";
    private const string Duration = @"0|([0-9]*\.?[0-9]+(d|h|m|s|ms))+";

    /// <param name="describe">What a property of a contract means, by the contract's type and the property's key; null for nothing.</param>
    public static JsonObject Export(Func<Type, string, string?> describe)
    {
        var options = new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, schema) => Transform(context, schema, describe),
        };
        var schema = DeploymentJson.Default.FleetManifest.GetJsonSchemaAsNode(options).AsObject();
        var result = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "slipway.yaml",
        };
        foreach (var (key, value) in schema)
        {
            result[key] = value?.DeepClone();
        }

        return result;
    }

    private static JsonObject Transform(
        JsonSchemaExporterContext context,
        JsonNode schema,
        Func<Type, string, string?> describe
    )
    {
        var node = schema as JsonObject ?? [];
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (!node.ContainsKey("$ref"))
            TakeWhatTheReaderTakes(node, context, type);
        if (context.PropertyInfo is { } property)
            Document(node, property, describe);
        return node;
    }

    private static void TakeWhatTheReaderTakes(JsonObject node, JsonSchemaExporterContext context, Type type)
    {
        if (type == typeof(string))
            Types(node, "string", "number", "boolean", "null");
        else if (type == typeof(bool))
            Value(node, "boolean");
        else if (type == typeof(int) || type == typeof(long))
            Value(node, "integer");
        else if (type == typeof(double))
            Value(node, "number");
        else if (type == typeof(TimeSpan))
            DurationValue(node);
        else if (type.IsEnum)
            Words(node);
        else if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
            Mapping(node, context.PropertyInfo is { IsSetNullable: true });
        else if (context.TypeInfo.Kind == JsonTypeInfoKind.Dictionary || type == typeof(JsonObject))
            Types(node, "object", "null");
        else if (context.TypeInfo.Kind == JsonTypeInfoKind.Enumerable)
            Types(node, "array", "null");
        else
            node.Remove("type");
    }

    private static void Value(JsonObject node, string kind)
    {
        Types(node, kind, "string", "null");
        node["pattern"] = $"^{Reference}$";
    }

    // 0 needs no unit, and is the only number.
    private static void DurationValue(JsonObject node)
    {
        Types(node, "string", "integer", "null");
        node["pattern"] = $"^({Duration}|.*{Reference}.*)$";
        node["maximum"] = 0;
        node["minimum"] = 0;
    }

    private static void Words(JsonObject node)
    {
        node.Remove("enum", out var words);
        node.Remove("type");
        node["anyOf"] = new JsonArray(
            new JsonObject { ["enum"] = words },
            new JsonObject { ["type"] = "string", ["pattern"] = $"^{Reference}$" },
            new JsonObject { ["type"] = "null" }
        );
    }

    // What can be there or not may be true, with its defaults, or false.
    private static void Mapping(JsonObject node, bool isSwitch)
    {
        Types(node, isSwitch ? ["object", "boolean", "null"] : ["object", "null"]);
        node["additionalProperties"] = false;
    }

    private static void Types(JsonObject node, params string[] types) =>
        node["type"] = new JsonArray([.. types.Select(type => JsonValue.Create(type))]);

    private static void Document(JsonObject node, JsonPropertyInfo property, Func<Type, string, string?> describe)
    {
        if (describe(property.DeclaringType, property.Name) is { } text)
            node["description"] = text;
        var value = property.Options.GetTypeInfo(property.DeclaringType).CreateObject?.Invoke() is { } empty
            ? property.Get?.Invoke(empty)
            : null;
        if (value is null)
            return;
        var written = JsonSerializer.SerializeToNode(value, property.Options.GetTypeInfo(property.PropertyType));
        if (written is JsonArray { Count: > 0 } || (written is JsonValue && value is not ""))
            node["default"] = written;
    }
}
