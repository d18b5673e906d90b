using System.Text.Json.Nodes;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;
using Slipway.ApiServer.Writing;

namespace Slipway.ApiServer.Collection;

/// <summary>
/// Deletes what has lost all its owners, and carries deletions in the foreground and orphanings through
/// (https://kubernetes.io/docs/concepts/architecture/garbage-collection/).
/// </summary>
internal sealed class GarbageCollector(Cluster cluster) : IController
{
    private const string Manager = "garbage-collector";

    public DateTimeOffset? Step()
    {
        var all = cluster.Store.All();
        var dependents = all.SelectMany(item =>
                Owners(item).Select(owner => (Owner: owner.Text("uid") ?? "", Item: item, Reference: owner))
            )
            .ToLookup(entry => entry.Owner, entry => (entry.Item, entry.Reference), StringComparer.Ordinal);
        foreach (var item in all)
        {
            if (cluster.Catalog.OfStorage(item.Storage) is not { } kind)
                continue;
            var finalizers = item.Text("metadata", "deletionTimestamp") is null
                ? []
                : item.Copy().Texts("metadata", "finalizers");
            if (finalizers.Contains(Deletion.OrphanFinalizer))
                Orphan(kind, item, dependents[item.Uid].Select(entry => entry.Item));
            else if (finalizers.Contains(Deletion.ForegroundFinalizer))
                InForeground(kind, item, [.. dependents[item.Uid]]);
            else if (finalizers.Count == 0)
                Collect(kind, item);
        }

        return null;
    }

    /// <summary>An object without a living owner goes; dangling references beside a living one are taken out.</summary>
    private void Collect(ResourceKind kind, StoredObject item)
    {
        if (item.Text("metadata", "deletionTimestamp") is not null)
            return;
        var owners = Owners(item);
        if (owners.Count == 0)
            return;
        var states = owners.ConvertAll(owner => (Reference: owner, State: StateOf(item, owner)));
        if (states.Exists(owner => owner.State == OwnerState.Unknown))
            return;
        if (states.TrueForAll(owner => owner.State == OwnerState.Absent))
        {
            cluster.Delete(kind, item.Key, new DeleteOptions { Uid = item.Uid });
        }
        else if (states.Exists(owner => owner.State == OwnerState.Absent))
        {
            var absent = states
                .Where(owner => owner.State == OwnerState.Absent)
                .Select(owner => owner.Reference.Text("uid"))
                .ToHashSet();
            Disown(kind, item, absent!);
        }
    }

    private void InForeground(
        ResourceKind kind,
        StoredObject owner,
        IReadOnlyList<(StoredObject Item, JsonObject Reference)> dependents
    )
    {
        foreach (var (item, _) in dependents)
        {
            var hasOther = Owners(item)
                .Exists(other => other.Text("uid") != owner.Uid && StateOf(item, other) == OwnerState.Present);
            if (cluster.Catalog.OfStorage(item.Storage) is not { } dependent)
                continue;
            if (hasOther)
                Disown(dependent, item, [owner.Uid]);
            else if (item.Text("metadata", "deletionTimestamp") is null)
                cluster.Delete(dependent, item.Key, new DeleteOptions { Uid = item.Uid, Propagation = "Foreground" });
        }

        if (!dependents.Any(entry => entry.Reference.Flag("blockOwnerDeletion")))
            cluster.Release(kind, owner.Key, Deletion.ForegroundFinalizer, Manager);
    }

    private void Orphan(ResourceKind kind, StoredObject owner, IEnumerable<StoredObject> dependents)
    {
        foreach (var item in dependents)
        {
            if (cluster.Catalog.OfStorage(item.Storage) is { } dependent)
                Disown(dependent, item, [owner.Uid]);
        }

        cluster.Release(kind, owner.Key, Deletion.OrphanFinalizer, Manager);
    }

    private void Disown(ResourceKind kind, StoredObject item, HashSet<string> uids) =>
        cluster.Change(
            kind,
            item.Key,
            current =>
            {
                var left = current
                    .Objects("metadata", "ownerReferences")
                    .Where(owner => !uids.Contains(owner.Text("uid") ?? ""));
                var list = new JsonArray([.. left.Select(owner => owner.DeepClone())]);
                current.Ensure("metadata").Put("ownerReferences", list.Count > 0 ? list : null);
            },
            Manager
        );

    private OwnerState StateOf(StoredObject item, JsonObject reference)
    {
        if (cluster.Catalog.FindKind(reference.Text("apiVersion") ?? "", reference.Text("kind") ?? "") is not { } kind)
            return OwnerState.Unknown;
        // An owner lives in the namespace of what it owns, or in none.
        var space = kind.Namespaced ? item.Namespace : "";
        if (
            cluster.Find(kind, space, reference.Text("name") ?? "") is not { } owner
            || owner.Uid != reference.Text("uid")
        )
            return OwnerState.Absent;
        return OwnerState.Present;
    }

    private static List<JsonObject> Owners(StoredObject item) =>
        item.Root.GetProperty("metadata").TryGetProperty("ownerReferences", out _)
            ? [.. item.Copy().Objects("metadata", "ownerReferences")]
            : [];

    private enum OwnerState
    {
        Present,
        Absent,
        Unknown,
    }
}
