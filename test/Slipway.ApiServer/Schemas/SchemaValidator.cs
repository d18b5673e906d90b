using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;

namespace Slipway.ApiServer.Schemas;

/// <summary>Holds an object against a schema: types, required fields, bounds, enumerations, patterns, keys of lists.</summary>
internal sealed class SchemaValidator
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);
    private readonly List<FieldCause> _causes = [];

    public static IReadOnlyList<FieldCause> Check(SchemaNode schema, JsonNode? node)
    {
        var validator = new SchemaValidator();
        validator.Value(schema, node, "");
        return validator._causes;
    }

    private void Value(SchemaNode schema, JsonNode? node, string path)
    {
        if (node is null)
        {
            if (!schema.Nullable && schema.Type.Length > 0)
                _causes.Add(FieldCause.TypeInvalid(path, "null", $"must be of type {schema.Type}: \"null\""));
            return;
        }

        if (!Fits(schema, node))
        {
            _causes.Add(
                FieldCause.TypeInvalid(
                    path,
                    $"\"{Kind(node)}\"",
                    $"{path} in body must be of type {Wanted(schema)}: \"{Kind(node)}\""
                )
            );
            return;
        }

        if (schema.Enum is { } allowed && !allowed.Any(value => JsonPaths.Same(value, node)))
            _causes.Add(
                FieldCause.NotSupported(
                    path,
                    node.ToJsonString(),
                    allowed.Select(value => value?.ToJsonString() ?? "null")
                )
            );
        switch (node)
        {
            case JsonObject map:
                Map(schema, map, path);
                break;
            case JsonArray list:
                List(schema, list, path);
                break;
            case JsonValue value when value.TryGetValue(out string? text):
                Text(schema.Limits, text, path);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                Number(schema.Limits, value, path);
                break;
        }
    }

    private void Map(SchemaNode schema, JsonObject map, string path)
    {
        foreach (var name in schema.Required.Where(name => !map.ContainsKey(name)).Order(StringComparer.Ordinal))
            _causes.Add(FieldCause.Required(Join(path, name)));
        Count(map.Count, schema.Limits.MinProperties, schema.Limits.MaxProperties, "properties", path);
        foreach (var (name, value) in map)
        {
            if (schema.Field(name) is { } field)
                Value(field, value, Join(path, name));
        }
    }

    private void List(SchemaNode schema, JsonArray list, string path)
    {
        Count(list.Count, schema.Limits.MinItems, schema.Limits.MaxItems, "items", path);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, item) in list.Index())
        {
            if (schema.Items is { } items)
                Value(items, item, $"{path}[{index}]");
            var key = schema.List switch
            {
                ListKind.Set => item?.ToJsonString() ?? "null",
                ListKind.Map => string.Join(',', schema.MapKeys.Select(name => item.At(name)?.ToJsonString())),
                _ => null,
            };
            if (key is not null && !seen.Add(key))
                _causes.Add(
                    new FieldCause(
                        "FieldValueDuplicate",
                        $"{path}[{index}]",
                        $"Duplicate value: {item?.ToJsonString()}"
                    )
                );
        }
    }

    private void Text(SchemaLimits limits, string text, string path)
    {
        var length = text.EnumerateRunes().Count();
        if (limits.MaxLength is { } most && length > most)
            _causes.Add(new FieldCause("FieldValueTooLong", path, $"Too long: may not be more than {most} bytes"));
        if (limits.MinLength is { } least && length < least)
            Wrong(path, $"\"{text}\"", $"{path} in body should be at least {least} chars long");
        if (limits.Pattern is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.None, PatternLimit))
            Wrong(path, $"\"{text}\"", $"{path} in body should match '{pattern}'");
    }

    private void Number(SchemaLimits limits, JsonValue value, string path)
    {
        var number = double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
        if (limits.Minimum is { } least && (limits.ExclusiveMinimum ? number <= least : number < least))
            Wrong(
                path,
                value.ToJsonString(),
                $"{path} in body should be greater than{(limits.ExclusiveMinimum ? "" : " or equal to")} {least}"
            );
        if (limits.Maximum is { } most && (limits.ExclusiveMaximum ? number >= most : number > most))
            Wrong(
                path,
                value.ToJsonString(),
                $"{path} in body should be less than{(limits.ExclusiveMaximum ? "" : " or equal to")} {most}"
            );
        if (limits.MultipleOf is { } step && Math.Abs(Math.IEEERemainder(number, step)) > 1e-9)
            Wrong(path, value.ToJsonString(), $"{path} in body should be a multiple of {step}");
    }

    private void Count(int count, int? least, int? most, string of, string path)
    {
        if (least is { } minimum && count < minimum)
            Wrong(path, $"{count}", $"{path} in body should have at least {minimum} {of}");
        if (most is { } maximum && count > maximum)
            _causes.Add(
                new FieldCause("FieldValueTooMany", path, $"Too many: {count}: must have at most {maximum} {of}")
            );
    }

    private void Wrong(string path, string value, string why) => _causes.Add(FieldCause.Invalid(path, value, why));

    private static bool Fits(SchemaNode schema, JsonNode node)
    {
        var kind = node.GetValueKind();
        if (schema.IntOrString)
            return kind is JsonValueKind.String or JsonValueKind.Number;
        return schema.Type switch
        {
            "object" => kind == JsonValueKind.Object,
            "array" => kind == JsonValueKind.Array,
            "string" => kind == JsonValueKind.String,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "number" => kind == JsonValueKind.Number,
            "integer" => kind == JsonValueKind.Number && !node.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E'),
            _ => true,
        };
    }

    private static string Wanted(SchemaNode schema) => schema.IntOrString ? "integer or string" : schema.Type;

    private static string Kind(JsonNode node) =>
        node.GetValueKind() switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => "number",
            _ => "boolean",
        };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
