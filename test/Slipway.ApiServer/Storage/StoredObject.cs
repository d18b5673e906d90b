using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;

namespace Slipway.ApiServer.Storage;

/// <summary>The place of an object among those of its kind; ordered as listed.</summary>
public readonly record struct ObjectKey(string Namespace, string Name) : IComparable<ObjectKey>
{
    public int CompareTo(ObjectKey other) =>
        string.CompareOrdinal(Namespace, other.Namespace) is var order and not 0
            ? order
            : string.CompareOrdinal(Name, other.Name);

    public static bool operator <(ObjectKey left, ObjectKey right) => left.CompareTo(right) < 0;

    public static bool operator >(ObjectKey left, ObjectKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(ObjectKey left, ObjectKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ObjectKey left, ObjectKey right) => left.CompareTo(right) >= 0;
}

/// <summary>One state of an object. Immutable, so that watchers read it while writers go on.</summary>
public sealed class StoredObject
{
    internal StoredObject(string storage, ObjectKey key, long revision, JsonObject content)
    {
        Storage = storage;
        Key = key;
        Revision = revision;
        content.Ensure("metadata")["resourceVersion"] = revision.ToString();
        var utf8 = JsonSerializer.SerializeToUtf8Bytes(content);
        Root = JsonDocument.Parse(utf8).RootElement;
        Uid = content.Text("metadata", "uid") ?? "";
        Labels = content.At("metadata", "labels") is JsonObject labels
            ? labels.ToDictionary(label => label.Key, label => label.Value.Text() ?? "", StringComparer.Ordinal)
            : [];
    }

    public string Storage { get; }

    public ObjectKey Key { get; }

    public string Name => Key.Name;

    public string Namespace => Key.Namespace;

    public long Revision { get; }

    public string Uid { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary>The object; may be read by several threads.</summary>
    public JsonElement Root { get; }

    /// <summary>A copy that its caller may change.</summary>
    public JsonObject Copy() => JsonObject.Create(Root)!.DeepClone().AsObject();

    /// <summary>The text at a path; null where there is none.</summary>
    public string? Text(params ReadOnlySpan<string> path)
    {
        var element = Root;
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };
    }
}
