using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Resources;

namespace Slipway.ApiServer.Writing;

/// <summary>The part of an object that is the server's: who may write which of it.</summary>
internal static class ObjectMetadata
{
    /// <summary>What a writer cannot change; it stays as it was, whatever comes.</summary>
    private static readonly string[] ServersOwn =
    [
        "uid",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "generation",
        "name",
        "namespace",
        "generateName",
        "selfLink",
    ];

    /// <summary>Kubernetes' form of a moment.</summary>
    public static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    public static void Begin(ResourceKind kind, JsonObject next, DateTimeOffset now, Guid uid)
    {
        var metadata = next.Ensure("metadata");
        if (metadata.Text("resourceVersion") is { Length: > 0 })
            throw StatusException.BadRequest("resourceVersion should not be set on objects to be created");
        foreach (
            var name in (string[])
                ["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "managedFields", "generation"]
        )
            metadata.Remove(name);
        metadata["uid"] = uid.ToString();
        metadata["creationTimestamp"] = Moment(now);
        if (kind.HasGeneration)
            metadata["generation"] = 1;
    }

    public static void Carry(JsonObject current, JsonObject next)
    {
        var before = current.Ensure("metadata");
        var after = next.Ensure("metadata");
        foreach (var name in ServersOwn)
            after.Put(name, before[name]);
        if (after["managedFields"] is not JsonArray { Count: 0 })
            after.Put("managedFields", before["managedFields"]);
        after.Put("resourceVersion", before["resourceVersion"]);
    }

    public static IEnumerable<FieldCause> Check(ResourceKind kind, JsonObject? current, JsonObject next)
    {
        var metadata = next.Ensure("metadata");
        if (current is null && ObjectNames.Check(kind, metadata.Text("name") ?? "") is { } cause)
            yield return cause;
        if (metadata["labels"] is JsonObject labels)
        {
            var all = labels.Select(label => KeyValuePair.Create(label.Key, label.Value.Text() ?? ""));
            foreach (var wrong in ObjectNames.CheckLabels(all, "metadata.labels"))
                yield return wrong;
        }

        foreach (var owner in metadata.Objects("ownerReferences"))
        {
            foreach (var field in (string[])["apiVersion", "kind", "name", "uid"])
            {
                if (owner.Text(field) is null or "")
                    yield return FieldCause.Required($"metadata.ownerReferences.{field}");
            }
        }

        if (metadata.Objects("ownerReferences").Count(owner => owner.Flag("controller")) > 1)
            yield return FieldCause.Invalid(
                "metadata.ownerReferences",
                "[]",
                "Only one reference can have Controller set to true"
            );

        if (current?.Text("metadata", "deletionTimestamp") is null)
            yield break;
        var known = current.Texts("metadata", "finalizers");
        if (metadata.Texts("finalizers").Any(finalizer => !known.Contains(finalizer)))
            yield return FieldCause.Forbidden(
                "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted"
            );
    }
}
