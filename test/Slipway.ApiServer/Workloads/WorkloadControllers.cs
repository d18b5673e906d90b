using System.Text.Json.Nodes;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;
using Slipway.ApiServer.Writing;

namespace Slipway.ApiServer.Workloads;

/// <summary>The controllers that make pods of workloads, and the nodes that run them.</summary>
internal static class WorkloadControllers
{
    public static IEnumerable<IController> All(Cluster cluster, ClusterWorkloads workloads, PodLogs logs)
    {
        var events = new ClusterEvents(cluster);
        return
        [
            new ClaimController(cluster),
            new DeploymentController(cluster),
            new ReplicaSetController(cluster, events),
            new Scheduler(cluster, workloads, events),
            new Kubelet(cluster, workloads, logs, events),
            new EndpointSliceController(cluster),
            new BudgetController(cluster),
        ];
    }

    public static void MakeNode(ResourceWriter writer, string name, DateTimeOffset now)
    {
        var options = new WriteOptions { Manager = "kubelet" };
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["labels"] = new JsonObject { ["kubernetes.io/hostname"] = name, ["kubernetes.io/os"] = "linux" },
            },
        };
        writer.Create(BuiltInKinds.Nodes, "", body, options);
        writer.Update(
            BuiltInKinds.Nodes,
            new ObjectKey("", name),
            "status",
            node =>
            {
                var status = new JsonObject();
                Conditions.Set(
                    status,
                    "Ready",
                    "True",
                    "KubeletReady",
                    "kubelet is posting ready status",
                    ObjectMetadata.Moment(now)
                );
                node["status"] = status;
                return node;
            },
            options
        );
    }
}
