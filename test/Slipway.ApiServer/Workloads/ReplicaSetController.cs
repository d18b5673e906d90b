using System.Text.Json.Nodes;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Workloads;

/// <summary>Keeps as many pods of a replica set as it asks for.</summary>
internal sealed class ReplicaSetController(Cluster cluster) : IController
{
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
            Scale(stored, set, pods);
            pods = [.. Pods.OwnedBy(cluster, stored).Where(Pods.IsActive)];
            var next = Report(stored, set, pods);
            if (next is not null && !(due <= next))
                due = next;
        }

        return due;
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

    private DateTimeOffset? Report(StoredObject stored, JsonObject set, List<StoredObject> pods)
    {
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
            },
            Manager
        );
        return available.Where(moment => moment > cluster.Now).Select(moment => (DateTimeOffset?)moment).Min();
    }
}
