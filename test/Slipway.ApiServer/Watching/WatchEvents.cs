using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Selectors;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Watching;

/// <summary>The lines of a watch.</summary>
internal static class WatchEvents
{
    /// <summary>What a change is to a watcher; null where it does not concern it. What no longer matches is deleted to it.</summary>
    public static byte[]? Of(ResourceKind kind, Change change, ObjectSelector selector)
    {
        if (change.After.Storage != kind.Storage)
            return null;
        var before = change.Before is { } old && selector.Matches(old);
        var after = !change.Deleted && selector.Matches(change.After);
        return (before, after) switch
        {
            (false, true) => Line("ADDED", kind, change.After),
            (true, true) => Line("MODIFIED", kind, change.After),
            (true, false) => Line("DELETED", kind, change.Deleted ? change.After : change.Before!, change.Revision),
            _ => null,
        };
    }

    public static byte[] Added(ResourceKind kind, StoredObject found) => Line("ADDED", kind, found);

    public static byte[] Bookmark(ResourceKind kind, long revision, bool endOfInitial)
    {
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString() };
        if (endOfInitial)
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        return Line(
            "BOOKMARK",
            new JsonObject
            {
                ["kind"] = kind.Kind,
                ["apiVersion"] = kind.ApiVersion,
                ["metadata"] = metadata,
            }
        );
    }

    public static byte[] Error(StatusException failure) => Line("ERROR", failure.ToJson());

    private static byte[] Line(string type, JsonObject content) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["type"] = type, ["object"] = content }), (byte)'\n'];

    private static byte[] Line(string type, ResourceKind kind, StoredObject found, long? revision = null)
    {
        if (revision is { } other && other != found.Revision)
        {
            // The last state that matched, with the version of the change by which it no longer does.
            var content = found.Copy();
            content["metadata"]!["resourceVersion"] = other.ToString();
            if (kind.KeptAs is not null)
                content = EventVersions.FromCore(content);
            content["apiVersion"] = kind.ApiVersion;
            return Line(type, content);
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WritePropertyName("object");
            ObjectJson.Write(json, kind, found, withKind: true);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }
}
