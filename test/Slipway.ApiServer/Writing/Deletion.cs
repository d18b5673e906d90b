using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Writing;

/// <summary>
/// Deletion: an object with finalizers, or a pod that a node still runs, is marked and stays until nothing holds it;
/// anything else is gone at once.
/// </summary>
public sealed class Deletion
{
    public const string ForegroundFinalizer = "foregroundDeletion";
    public const string OrphanFinalizer = "orphan";
    private readonly ObjectStore _store;
    private readonly TimeProvider _time;

    internal Deletion(ObjectStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    public DeleteResult Delete(ResourceKind kind, ObjectKey key, DeleteOptions options)
    {
        lock (_store.Gate)
        {
            var stored = _store.Find(kind.Storage, key) ?? throw StatusException.NotFound(kind, key.Name);
            CheckPreconditions(kind, stored, options);
            var current = stored.Copy();
            var next = current.DeepClone().AsObject();
            Mark(kind, next, options);
            if (IsDone(kind, next))
                return new DeleteResult(options.DryRun ? stored : _store.Remove(stored), Gone: true);
            if (options.DryRun || JsonPaths.Same(current, next))
                return new DeleteResult(stored, Gone: false);
            return new DeleteResult(_store.Put(kind.Storage, key, next), Gone: false);
        }
    }

    /// <summary>Whether nothing holds an object any longer that is marked as being deleted.</summary>
    internal static bool IsDone(ResourceKind kind, JsonObject entity) =>
        entity.Text("metadata", "deletionTimestamp") is not null
        && entity.Texts("metadata", "finalizers").Count == 0
        && (entity.Number("metadata", "deletionGracePeriodSeconds") ?? 0) == 0
        && (kind.GroupResource != "namespaces" || entity.Texts("spec", "finalizers").Count == 0);

    private void Mark(ResourceKind kind, JsonObject next, DeleteOptions options)
    {
        var metadata = next.Ensure("metadata");
        var finalizers = next.Texts("metadata", "finalizers").ToList();
        if (options.Propagation is { } propagation)
        {
            finalizers.RemoveAll(name => name is ForegroundFinalizer or OrphanFinalizer);
            if (propagation == "Foreground")
                finalizers.Add(ForegroundFinalizer);
            else if (propagation == "Orphan")
                finalizers.Add(OrphanFinalizer);
            metadata.Put(
                "finalizers",
                finalizers.Count > 0 ? new JsonArray([.. finalizers.Select(name => (JsonNode)name)]) : null
            );
        }

        var grace = Grace(kind, next, options);
        if (metadata.Text("deletionTimestamp") is not null)
        {
            // A grace period is only ever made shorter.
            if (grace < metadata.Number("deletionGracePeriodSeconds"))
                SetGrace(metadata, grace);
            return;
        }

        SetGrace(metadata, grace);
        if (metadata.Number("generation") is { } generation)
            metadata["generation"] = generation + 1;
        if (kind.GroupResource == "namespaces")
            next.Ensure("status")["phase"] = "Terminating";
    }

    private void SetGrace(JsonObject metadata, long grace)
    {
        metadata["deletionTimestamp"] = ObjectMetadata.Moment(_time.GetUtcNow().AddSeconds(grace));
        metadata["deletionGracePeriodSeconds"] = grace;
    }

    private static long Grace(ResourceKind kind, JsonObject entity, DeleteOptions options)
    {
        if (kind.GroupResource != "pods")
            return 0;
        // Nobody runs a pod that is bound to no node, or that has ended.
        if (
            entity.Text("spec", "nodeName") is not { Length: > 0 }
            || entity.Text("status", "phase") is "Failed" or "Succeeded"
        )
            return 0;
        return options.GraceSeconds ?? entity.Number("spec", "terminationGracePeriodSeconds") ?? 30;
    }

    private static void CheckPreconditions(ResourceKind kind, StoredObject stored, DeleteOptions options)
    {
        if (options.Uid is { } uid && uid != stored.Uid)
        {
            throw StatusException.Conflict(
                kind,
                stored.Name,
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {stored.Uid}"
            );
        }

        if (options.ResourceVersion is { } version && version != stored.Revision.ToString())
        {
            throw StatusException.Conflict(
                kind,
                stored.Name,
                $"Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {stored.Revision}"
            );
        }
    }
}
