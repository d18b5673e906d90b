using System.Text.Json.Nodes;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Workloads;

/// <summary>Binds pods to the node with the fewest of them; says why one cannot be placed.</summary>
internal sealed class Scheduler(Cluster cluster, ClusterWorkloads workloads, ClusterEvents events) : IController
{
    private const string Manager = "kube-scheduler";

    public DateTimeOffset? Step()
    {
        var pods = cluster.List(BuiltInKinds.Pods);
        foreach (var stored in pods.Where(pod => pod.Text("spec", "nodeName") is not { Length: > 0 }))
        {
            if (stored.Text("metadata", "deletionTimestamp") is not null)
                continue;
            var pod = stored.Copy();
            if (Obstacle(pod) is { } why)
                Refuse(stored, pod, why);
            else
                Bind(stored, pod);
        }

        return null;
    }

    private string? Obstacle(JsonObject pod)
    {
        var nodes = cluster.List(BuiltInKinds.Nodes);
        var behaviour = workloads.Of(pod);
        if (behaviour.Fate == PodFate.Unschedulable)
            return $"0/{nodes.Count} nodes are available: {nodes.Count} {behaviour.Message}.";
        var claims = cluster.Catalog.Find("", "v1", "persistentvolumeclaims")!;
        foreach (
            var claim in pod.Objects("spec", "volumes")
                .Select(volume => volume.Text("persistentVolumeClaim", "claimName"))
                .OfType<string>()
        )
        {
            if (cluster.Find(claims, pod.Text("metadata", "namespace")!, claim) is null)
                return $"0/{nodes.Count} nodes are available: persistentvolumeclaim \"{claim}\" not found.";
        }

        return Candidates(pod).Any()
            ? null
            : $"0/{nodes.Count} nodes are available: {nodes.Count} node(s) were unschedulable or didn't match Pod's node affinity/selector.";
    }

    private IEnumerable<StoredObject> Candidates(JsonObject pod)
    {
        var wanted = pod.At("spec", "nodeSelector") as JsonObject ?? [];
        return cluster
            .List(BuiltInKinds.Nodes)
            .Where(node =>
                node.Text("spec", "unschedulable") != "true" && node.Text("metadata", "deletionTimestamp") is null
            )
            .Where(node => wanted.All(label => node.Labels.GetValueOrDefault(label.Key) == label.Value.Text()));
    }

    private void Bind(StoredObject stored, JsonObject pod)
    {
        var taken = cluster
            .List(BuiltInKinds.Pods)
            .CountBy(other => other.Text("spec", "nodeName") ?? "")
            .ToDictionary();
        var node = Candidates(pod).MinBy(candidate => taken.GetValueOrDefault(candidate.Name))!.Name;
        cluster.Change(BuiltInKinds.Pods, stored.Key, current => current.Ensure("spec")["nodeName"] = node, Manager);
        events.Record(
            pod,
            "Normal",
            "Scheduled",
            $"Successfully assigned {stored.Namespace}/{stored.Name} to {node}",
            "default-scheduler"
        );
    }

    private void Refuse(StoredObject stored, JsonObject pod, string why)
    {
        if (Conditions.Find(pod["status"], "PodScheduled").Text("message") == why)
            return;
        cluster.SetStatus(
            BuiltInKinds.Pods,
            stored.Key,
            status => Conditions.Set(status, "PodScheduled", "False", "Unschedulable", why, cluster.Moment),
            Manager
        );
        events.Record(pod, "Warning", "FailedScheduling", why, "default-scheduler");
    }
}
