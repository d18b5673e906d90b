using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;

namespace Slipway.ApiServer.Schemas;

/// <summary>Reads the OpenAPI schemas of definitions, as far as structural ones go (apiextensions.k8s.io/v1).</summary>
internal static class StructuralSchemas
{
    private const int Deepest = 64;

    public static SchemaNode Read(JsonObject schema) => Read(schema, 0);

    /// <summary>What keeps a schema from being structural: every field says its type, once and outside of allOf and the like.</summary>
    public static IEnumerable<FieldCause> Check(JsonObject schema, string at, int depth = 0)
    {
        if (depth > Deepest)
        {
            yield return FieldCause.Invalid(at, "{}", "is nested too deeply");
            yield break;
        }

        var anything = schema.Flag("x-kubernetes-int-or-string") || schema.Flag("x-kubernetes-preserve-unknown-fields");
        if (!anything && schema.Text("type") is not { Length: > 0 })
            yield return FieldCause.Required($"{at}.type", "must not be empty for specified object fields");
        if (schema["properties"] is not null && schema["additionalProperties"] is not null)
            yield return FieldCause.Forbidden(
                $"{at}.additionalProperties",
                "additionalProperties and properties are mutual exclusive"
            );
        if (schema.Text("x-kubernetes-list-type") == "map" && schema.Texts("x-kubernetes-list-map-keys").Count == 0)
            yield return FieldCause.Required(
                $"{at}.x-kubernetes-list-map-keys",
                "must not be empty if x-kubernetes-list-type is map"
            );
        foreach (var key in schema.Texts("x-kubernetes-list-map-keys"))
        {
            var required = schema.Texts("items", "required").Contains(key);
            if (!required && schema.At("items", "properties", key, "default") is null)
                yield return FieldCause.Required(
                    $"{at}.items.properties[{key}].default",
                    "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"
                );
        }

        foreach (var (name, field) in schema["properties"] as JsonObject ?? [])
        {
            if (field is not JsonObject inner)
                continue;
            foreach (var cause in Check(inner, $"{at}.properties[{name}]", depth + 1))
                yield return cause;
        }

        foreach (var name in (string[])["items", "additionalProperties"])
        {
            if (schema[name] is not JsonObject inner)
                continue;
            foreach (var cause in Check(inner, $"{at}.{name}", depth + 1))
                yield return cause;
        }
    }

    private static SchemaNode Read(JsonObject schema, int depth)
    {
        if (depth > Deepest)
            throw StatusException.BadRequest($"The schema is nested more than {Deepest} levels deep.");
        var node = new SchemaNode
        {
            Type = schema.Text("type") ?? "",
            Format = schema.Text("format") ?? "",
            IntOrString = schema.Flag("x-kubernetes-int-or-string"),
            Nullable = schema.Flag("nullable"),
            PreserveUnknown = schema.Flag("x-kubernetes-preserve-unknown-fields"),
            Embedded = schema.Flag("x-kubernetes-embedded-resource"),
            Required = [.. schema.Texts("required")],
            Default = schema["default"]?.DeepClone(),
            Enum = (schema["enum"] as JsonArray)?.Select(value => value?.DeepClone()).ToList(),
            Limits = Limits(schema),
            List = schema.Text("x-kubernetes-list-type") switch
            {
                "map" => ListKind.Map,
                "set" => ListKind.Set,
                _ => ListKind.Atomic,
            },
            MapKeys = schema.Texts("x-kubernetes-list-map-keys"),
            AtomicMap = schema.Text("x-kubernetes-map-type") == "atomic",
            Rules =
            [
                .. schema
                    .Objects("x-kubernetes-validations")
                    .Select(rule => new ValidationRule(
                        rule.Text("rule") ?? "",
                        rule.Text("message"),
                        rule.Text("fieldPath"),
                        rule.Text("reason")
                    )),
            ],
        };
        foreach (var (name, field) in schema["properties"] as JsonObject ?? [])
            node.Properties[name] = Read(field as JsonObject ?? [], depth + 1);
        node.Items = schema["items"] is JsonObject items ? Read(items, depth + 1) : null;
        node.Additional = schema["additionalProperties"] switch
        {
            JsonObject additional => Read(additional, depth + 1),
            JsonValue all when all.Flag() => new SchemaNode { PreserveUnknown = true },
            _ => null,
        };
        return node;
    }

    private static SchemaLimits Limits(JsonObject schema) =>
        new()
        {
            Minimum = Real(schema["minimum"]),
            Maximum = Real(schema["maximum"]),
            ExclusiveMinimum = schema.Flag("exclusiveMinimum"),
            ExclusiveMaximum = schema.Flag("exclusiveMaximum"),
            MultipleOf = Real(schema["multipleOf"]),
            MinLength = (int?)schema.Number("minLength"),
            MaxLength = (int?)schema.Number("maxLength"),
            MinItems = (int?)schema.Number("minItems"),
            MaxItems = (int?)schema.Number("maxItems"),
            MinProperties = (int?)schema.Number("minProperties"),
            MaxProperties = (int?)schema.Number("maxProperties"),
            Pattern = schema.Text("pattern"),
        };

    private static double? Real(JsonNode? value) =>
        value?.GetValueKind() == System.Text.Json.JsonValueKind.Number
            ? double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture)
            : null;
}
