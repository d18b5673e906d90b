using System.Text.Json.Nodes;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Documents;

namespace Slipway.ApiServer.Workloads;

/// <summary>Binds every volume claim to a volume that there is room for.</summary>
internal sealed class ClaimController(Cluster cluster) : IController
{
    public DateTimeOffset? Step()
    {
        var kind = cluster.Catalog.Find("", "v1", "persistentvolumeclaims")!;
        foreach (var stored in cluster.List(kind))
        {
            if (stored.Text("status", "phase") == "Bound")
                continue;
            cluster.Change(
                kind,
                stored.Key,
                claim => claim.Ensure("spec")["volumeName"] = $"pvc-{stored.Uid}",
                "kube-controller-manager"
            );
            var content = stored.Copy();
            cluster.SetStatus(
                kind,
                stored.Key,
                status =>
                {
                    status["phase"] = "Bound";
                    status.Put("accessModes", content.At("spec", "accessModes"));
                    status["capacity"] = new JsonObject
                    {
                        ["storage"] = content.At("spec", "resources", "requests", "storage")?.DeepClone(),
                    };
                },
                "kube-controller-manager"
            );
        }

        return null;
    }
}
