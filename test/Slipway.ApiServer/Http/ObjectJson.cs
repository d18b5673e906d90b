using System.Text.Json;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Http;

/// <summary>Objects and lists of them as they are sent.</summary>
internal static class ObjectJson
{
    public static byte[] One(ResourceKind kind, StoredObject found)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            Write(json, kind, found, withKind: true);
        return buffer.ToArray();
    }

    public static byte[] List(
        ResourceKind kind,
        IEnumerable<StoredObject> items,
        long revision,
        string? next,
        long? remaining
    )
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", kind.Kind + "List");
            json.WriteString("apiVersion", kind.ApiVersion);
            json.WriteStartObject("metadata");
            json.WriteString("resourceVersion", revision.ToString());
            if (next is not null)
                json.WriteString("continue", next);
            if (remaining is { } count)
                json.WriteNumber("remainingItemCount", count);
            json.WriteEndObject();
            json.WriteStartArray("items");
            // Entries of built-in kinds do not say what they are, and a controller must not rely on it.
            foreach (var item in items)
                Write(json, kind, item, withKind: kind.IsCustom);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    public static void Write(Utf8JsonWriter json, ResourceKind kind, StoredObject found, bool withKind)
    {
        json.WriteStartObject();
        if (withKind)
        {
            json.WriteString("kind", kind.Kind);
            json.WriteString("apiVersion", kind.ApiVersion);
        }

        var root = found.Root;
        if (kind.KeptAs is not null)
            root = JsonSerializer.SerializeToElement(EventVersions.FromCore(found.Copy()));
        foreach (var field in root.EnumerateObject())
        {
            if (field.Name is not ("apiVersion" or "kind"))
                field.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
