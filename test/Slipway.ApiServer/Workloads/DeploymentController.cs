using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Workloads;

/// <summary>
/// One replica set for each template of a deployment; replicas move from the old ones to the new one within maxSurge and
/// maxUnavailable, and no faster than pods become available.
/// </summary>
internal sealed class DeploymentController(Cluster cluster) : IController
{
    private const string Manager = "kube-controller-manager";
    private const string HashLabel = "pod-template-hash";
    private const string RevisionAnnotation = "deployment.kubernetes.io/revision";
    private readonly DeploymentProgress _progress = new(cluster);

    public DateTimeOffset? Step()
    {
        DateTimeOffset? due = null;
        foreach (var stored in cluster.List(BuiltInKinds.Deployments))
        {
            if (stored.Text("metadata", "deletionTimestamp") is not null)
                continue;
            var deployment = stored.Copy();
            var sets = Sets(stored);
            var hash = Hash(deployment.At("spec", "template"));
            var current = sets.Find(set => set.Text("metadata", "labels", HashLabel) == hash);
            if (current is null && !deployment.Flag("spec", "paused"))
                current = Make(stored, deployment, hash, sets);
            Move(deployment, current, [.. sets.Where(set => set.Name != current?.Name)]);
            sets = Sets(stored);
            Forget(deployment, current, sets);
            Annotate(stored, sets.Find(set => set.Name == current?.Name));
            var next = _progress.Report(stored, deployment, sets.Find(set => set.Name == current?.Name), sets);
            if (next is not null && !(due <= next))
                due = next;
        }

        return due;
    }

    private List<StoredObject> Sets(StoredObject deployment) =>
        [
            .. cluster
                .List(BuiltInKinds.ReplicaSets, deployment.Namespace)
                .Where(set => Pods.IsOwnedBy(set, deployment.Uid)),
        ];

    private StoredObject? Make(StoredObject stored, JsonObject deployment, string hash, List<StoredObject> sets)
    {
        var template = deployment.At("spec", "template")!.DeepClone().AsObject();
        template.Ensure("metadata", "labels")[HashLabel] = hash;
        var selector = deployment.At("spec", "selector")!.DeepClone().AsObject();
        selector.Ensure("matchLabels")[HashLabel] = hash;
        var spec = new JsonObject
        {
            ["replicas"] = 0,
            ["selector"] = selector,
            ["template"] = template,
        };
        spec.Put("minReadySeconds", deployment.At("spec", "minReadySeconds"));
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{stored.Name}-{hash}",
                ["labels"] = template.At("metadata", "labels")!.DeepClone(),
                ["annotations"] = new JsonObject { [RevisionAnnotation] = Revision(sets) },
                ["ownerReferences"] = new JsonArray(Pods.Owner(stored, "apps/v1", "Deployment")),
            },
            ["spec"] = spec,
        };
        return cluster.Create(BuiltInKinds.ReplicaSets, stored.Namespace, body, Manager);
    }

    private static string Revision(List<StoredObject> sets) =>
        (sets.Select(RevisionOf).DefaultIfEmpty(0).Max() + 1).ToString();

    private static int RevisionOf(StoredObject set) =>
        int.TryParse(
            set.Text("metadata", "annotations", RevisionAnnotation),
            CultureInfo.InvariantCulture,
            out var revision
        )
            ? revision
            : 0;

    private void Move(JsonObject deployment, StoredObject? current, IReadOnlyList<StoredObject> old)
    {
        var sizes = RolloutSizes.Of(
            deployment,
            current is null ? null : ReplicaCount.Of(current),
            [.. old.Select(ReplicaCount.Of)],
            hasOldPods: old.Any(set => Pods.OwnedBy(cluster, set).Any())
        );
        if (current is not null)
            Resize(current, sizes.Current);
        foreach (var (set, size) in old.Zip(sizes.Old))
            Resize(set, size);
        // A template that came back is the newest revision again.
        if (current is not null && old.Any(set => RevisionOf(set) > RevisionOf(current)))
        {
            var next = Revision([.. old, current]);
            cluster.Change(
                BuiltInKinds.ReplicaSets,
                current.Key,
                set => set.Ensure("metadata", "annotations")[RevisionAnnotation] = next,
                Manager
            );
        }
    }

    /// <summary>A deployment tells the revision of its newest set.</summary>
    private void Annotate(StoredObject deployment, StoredObject? current)
    {
        if (current?.Text("metadata", "annotations", RevisionAnnotation) is not { } revision)
            return;
        cluster.Change(
            BuiltInKinds.Deployments,
            deployment.Key,
            entity => entity.Ensure("metadata", "annotations")[RevisionAnnotation] = revision,
            Manager
        );
    }

    private void Resize(StoredObject set, long size) =>
        cluster.Change(
            BuiltInKinds.ReplicaSets,
            set.Key,
            current => current.Ensure("spec")["replicas"] = size,
            Manager
        );

    private void Forget(JsonObject deployment, StoredObject? current, List<StoredObject> sets)
    {
        var kept = (int)(deployment.Number("spec", "revisionHistoryLimit") ?? 10);
        var empty = sets.Where(set =>
            set.Name != current?.Name
            && set.Text("spec", "replicas") == "0"
            && set.Text("status", "replicas") is null or "0"
        );
        foreach (
            var set in empty.Where(set => set.Name != current?.Name).OrderByDescending(RevisionOf).Skip(kept).ToList()
        )
            cluster.Delete(BuiltInKinds.ReplicaSets, set.Key);
    }

    private static string Hash(JsonNode? template) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonPaths.Canonical(template))))[..10];
}
