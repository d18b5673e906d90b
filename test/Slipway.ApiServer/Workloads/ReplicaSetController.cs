using System.Text.Json.Nodes;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Workloads;

/// <summary>Keeps as many pods of a replica set as it asks for.</summary>
internal sealed class ReplicaSetController(Cluster cluster, ClusterEvents events) : IController
{
    /// <summary>The condition of a set whose pods cannot be made, and of its deployment.</summary>
    public const string Failure = "ReplicaFailure";

    private const string Manager = "kube-controller-manager";

    public DateTimeOffset? Step()
    {
        DateTimeOffset? due = null;
        foreach (var stored in cluster.List(BuiltInKinds.ReplicaSets))
        {
            if (stored.Text("metadata", "deletionTimestamp") is not null)
                continue;
            var set = stored.Copy();
            var pods = Pods.OwnedBy(cluster, stored).Where(Pods.IsActive).ToList();
            var obstacle = Obstacle(stored, set, pods);
            if (obstacle is null)
                Scale(stored, set, pods);
            pods = [.. Pods.OwnedBy(cluster, stored).Where(Pods.IsActive)];
            var next = Report(stored, set, pods, obstacle);
            if (next is not null && !(due <= next))
                due = next;
        }

        return due;
    }

    /// <summary>Why pods that are missing cannot be made: admission refuses those of an account that is not there.</summary>
    private string? Obstacle(StoredObject stored, JsonObject set, List<StoredObject> pods)
    {
        if (pods.Count >= (set.Number("spec", "replicas") ?? 1))
            return null;
        var account = set.Text("spec", "template", "spec", "serviceAccountName") is { Length: > 0 } named
            ? named
            : "default";
        var accounts = cluster.Catalog.Find("", "v1", "serviceaccounts")!;
        return cluster.Find(accounts, stored.Namespace, account) is null
            ? $"pods \"{stored.Name}-\" is forbidden: error looking up service account {stored.Namespace}/{account}:"
                + $" serviceaccount \"{account}\" not found"
            : null;
    }

    private void Scale(StoredObject stored, JsonObject set, List<StoredObject> pods)
    {
        var wanted = set.Number("spec", "replicas") ?? 1;
        for (var missing = wanted - pods.Count; missing > 0; missing--)
            Make(stored, set);
        if (pods.Count <= wanted)
            return;
        // Those that serve least go first, then the youngest.
        var excess = pods.OrderBy(Pods.IsReady).ThenByDescending(pod => pod.Revision).Take(pods.Count - (int)wanted);
        foreach (var pod in excess.ToList())
            cluster.Delete(BuiltInKinds.Pods, pod.Key);
    }

    private void Make(StoredObject stored, JsonObject set)
    {
        var template = set.At("spec", "template");
        var metadata = new JsonObject
        {
            ["generateName"] = stored.Name + "-",
            ["ownerReferences"] = new JsonArray(Pods.Owner(stored, "apps/v1", "ReplicaSet")),
        };
        metadata.Put("labels", template.At("metadata", "labels"));
        metadata.Put("annotations", template.At("metadata", "annotations"));
        cluster.Create(
            BuiltInKinds.Pods,
            stored.Namespace,
            new JsonObject { ["metadata"] = metadata, ["spec"] = template.At("spec")?.DeepClone() },
            Manager
        );
    }

    private DateTimeOffset? Report(StoredObject stored, JsonObject set, List<StoredObject> pods, string? obstacle)
    {
        if (obstacle is not null && Conditions.Find(set["status"], Failure).Text("message") != obstacle)
            events.Record(set, "Warning", "FailedCreate", $"Error creating: {obstacle}", "replicaset-controller");
        var patience = TimeSpan.FromSeconds(set.Number("spec", "minReadySeconds") ?? 0);
        var ready = pods.Where(Pods.IsReady).ToList();
        var available = ready.Select(pod => Pods.ReadySince(pod) + patience).ToList();
        cluster.SetStatus(
            BuiltInKinds.ReplicaSets,
            stored.Key,
            status =>
            {
                status["observedGeneration"] = set.Number("metadata", "generation");
                status["replicas"] = pods.Count;
                status["fullyLabeledReplicas"] = pods.Count;
                status["readyReplicas"] = ready.Count;
                status["availableReplicas"] = available.Count(moment => moment <= cluster.Now);
                Conditions.SetOrRemove(status, Failure, "FailedCreate", obstacle, cluster.Moment);
            },
            Manager
        );
        return available.Where(moment => moment > cluster.Now).Select(moment => (DateTimeOffset?)moment).Min();
    }
}
