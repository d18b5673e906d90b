using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Configuration;

/// <summary>
/// Compares a tree of nodes with the contract it will be bound to, and lists everything that does not fit: unknown
/// keys, with the allowed ones, and values of the wrong kind, up to 20 of them. Binding alone would stop at the first.
/// </summary>
public sealed class NodeChecker(IReadOnlyDictionary<string, JsonTypeInfo> sections)
{
    private const int LongestValue = 80;
    private const int MostErrors = 20;

    private readonly List<(string Path, string Message)> _errors = [];

    public IReadOnlyList<(string Path, string Message)> Errors => _errors;

    /// <summary>Checks <paramref name="node"/> against <paramref name="type"/>; keys of sections are allowed at the top.</summary>
    public void Check(JsonNode? node, JsonTypeInfo type, string path)
    {
        if (node is null || _errors.Count >= MostErrors)
            return;
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when node is JsonObject mapping:
                CheckObject(mapping, type, path);
                break;
            case JsonTypeInfoKind.Dictionary when node is JsonObject mapping && type.ElementType is { } element:
                foreach (var (key, value) in mapping)
                {
                    Check(value, type.Options.GetTypeInfo(element), Join(path, key));
                }

                break;
            case JsonTypeInfoKind.Enumerable when node is JsonArray list && type.ElementType is { } element:
                for (var i = 0; i < list.Count; i++)
                {
                    if (list[i] is null && _errors.Count < MostErrors)
                        _errors.Add(($"{path}[{i}]", "the entry is empty; give it a value or remove it"));
                    Check(list[i], type.Options.GetTypeInfo(element), $"{path}[{i}]");
                }

                break;
            default:
                CheckValue(node, type, path);
                break;
        }
    }

    private void CheckObject(JsonObject mapping, JsonTypeInfo type, string path)
    {
        foreach (var (key, value) in mapping)
        {
            var property = type.Properties.FirstOrDefault(p => !p.IsExtensionData && p.Name == key);
            if (property is not null)
                Check(value, type.Options.GetTypeInfo(property.PropertyType), Join(path, key));
            else if (path.Length == 0 && sections.TryGetValue(key, out var section))
                Check(value, section, key);
            else
                _errors.Add((Join(path, key), $"the key '{key}' is not known here; known: {Known(type, path)}"));
        }
    }

    private void CheckValue(JsonNode node, JsonTypeInfo type, string path)
    {
        try
        {
            node.Deserialize(type);
        }
        catch (JsonException)
        {
            var value = node.ToJsonString();
            if (value.Length > LongestValue)
                value = value[..LongestValue] + "…";
            _errors.Add((path, $"{value} is not {Describe(type)}"));
        }
    }

    private string Known(JsonTypeInfo type, string path)
    {
        var names = type.Properties.Where(p => !p.IsExtensionData).Select(p => p.Name);
        return string.Join(", ", path.Length == 0 ? names.Concat(sections.Keys) : names);
    }

    private static string Describe(JsonTypeInfo type)
    {
        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        return Type.GetTypeCode(plain) switch
        {
            _ when plain.IsEnum => "one of " + MembersOf(type),
            TypeCode.Boolean => "true or false",
            TypeCode.Int32 or TypeCode.Int64 => "a whole number",
            TypeCode.Single or TypeCode.Double => "a number",
            TypeCode.String => "a text (put it in quotes)",
            _ => plain == typeof(string) ? "a text" : "a value of the kind that belongs here",
        };
    }

    // The names that the contract's own converter takes, whatever the members are called.
    private static string MembersOf(JsonTypeInfo type) =>
        string.Join(", ", type.GetJsonSchemaAsNode()["enum"]!.AsArray().Where(name => name is not null));

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
