using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Configuration;

/// <summary>Something of a tree that does not fit its contract.</summary>
/// <param name="Path">The node.</param>
/// <param name="Message">What does not fit, and what would.</param>
/// <param name="IsKey">It is the key that is wrong, not what stands behind it.</param>
public sealed record NodeError(string Path, string Message, bool IsKey = false);

/// <summary>
/// Compares a tree of nodes with the contract it will be bound to, and lists everything that does not fit: unknown
/// keys, with the allowed ones, and values of the wrong kind, up to a number of them. Binding alone would stop at the first.
/// </summary>
public sealed class NodeChecker(IReadOnlyDictionary<string, JsonTypeInfo> sections)
{
    private const int LongestValue = 80;

    private readonly List<NodeError> _errors = [];
    private readonly List<JsonNode> _misfits = [];

    /// <summary>What values of types with a converter of their own look like, in words: <c>a duration such as 30s</c>.</summary>
    public IReadOnlyDictionary<Type, string> Forms { get; init; } = new Dictionary<Type, string>();

    /// <summary>How many errors are listed; no more are looked for.</summary>
    public int MostErrors { get; init; } = 20;

    public IReadOnlyList<NodeError> Errors => _errors;

    /// <summary>The nodes that binding would fail at: values of the wrong kind, and lists with an empty entry.</summary>
    public IReadOnlyList<JsonNode> Misfits => _misfits;

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
                    Check(value, type.Options.GetTypeInfo(element), NodePath.Join(path, key));
                }

                break;
            case JsonTypeInfoKind.Enumerable when node is JsonArray list && type.ElementType is { } element:
                for (var i = 0; i < list.Count; i++)
                {
                    if (list[i] is null)
                        Add(
                            new NodeError(NodePath.Join(path, i), "the entry is empty; give it a value or remove it"),
                            list
                        );
                    Check(list[i], type.Options.GetTypeInfo(element), NodePath.Join(path, i));
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
            var child = NodePath.Join(path, key);
            var property = type.Properties.FirstOrDefault(p => !p.IsExtensionData && p.Name == key);
            if (property is not null)
                Check(value, type.Options.GetTypeInfo(property.PropertyType), child);
            else if (path.Length == 0 && sections.TryGetValue(key, out var section))
                Check(value, section, key);
            else
                Add(new NodeError(child, Unknown(key, Known(type, path)), IsKey: true));
        }
    }

    private void CheckValue(JsonNode node, JsonTypeInfo type, string path)
    {
        try
        {
            node.Deserialize(type);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            var value = node.ToJsonString();
            if (value.Length > LongestValue)
                value = value[..LongestValue] + "…";
            Add(new NodeError(path, $"{value} is not {Describe(type)}"), node);
        }
    }

    private void Add(NodeError error, JsonNode? misfit = null)
    {
        if (_errors.Count < MostErrors)
            _errors.Add(error);
        if (misfit is not null)
            _misfits.Add(misfit);
    }

    private static string Unknown(string key, List<string> known) =>
        $"the key '{key}' is not known here{NearMiss.Hint(key, known)}; known: {string.Join(", ", known)}";

    private List<string> Known(JsonTypeInfo type, string path)
    {
        var names = type.Properties.Where(p => !p.IsExtensionData).Select(p => p.Name);
        return [.. path.Length == 0 ? names.Concat(sections.Keys) : names];
    }

    private string Describe(JsonTypeInfo type)
    {
        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (Forms.TryGetValue(plain, out var form))
            return form;
        return Type.GetTypeCode(plain) switch
        {
            _ when plain.IsEnum => "one of " + MembersOf(type),
            TypeCode.Boolean => "true or false",
            TypeCode.Int32 or TypeCode.Int64 => "a whole number",
            TypeCode.Single or TypeCode.Double => "a number",
            TypeCode.String => "a text (put it in quotes)",
            _ when type.Kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary || plain == typeof(JsonObject) =>
                "a mapping of keys and values",
            _ when type.Kind is JsonTypeInfoKind.Enumerable => "a list",
            _ => "a value of the kind that belongs here",
        };
    }

    // The names that the contract's own converter takes, whatever the members are called.
    private static string MembersOf(JsonTypeInfo type) =>
        string.Join(", ", type.GetJsonSchemaAsNode()["enum"]!.AsArray().Where(name => name is not null));
}
