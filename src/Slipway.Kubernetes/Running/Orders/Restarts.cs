using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Applying;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Running.Orders;

/// <summary>Has pods be made anew: an annotation of their template that is another each time, which nobody else says anything of.</summary>
internal sealed class Restarts(ResourceApi api, FleetScope scope, TimeProvider time)
{
    private const string Annotation = $"{SlipwayGroup.Name}/restarted-at";

    public async Task RestartAsync(IEnumerable<V1Deployment> deployments, CancellationToken token)
    {
        foreach (var name in deployments.Select(each => each.Metadata.Name))
        {
            var body = new JsonObject
            {
                ["apiVersion"] = "apps/v1",
                ["kind"] = V1Deployment.KubeKind,
                ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = scope.Namespace },
                ["spec"] = new JsonObject
                {
                    ["template"] = new JsonObject
                    {
                        ["metadata"] = new JsonObject
                        {
                            ["annotations"] = new JsonObject
                            {
                                [Annotation] = time.GetUtcNow()
                                    .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                            },
                        },
                    },
                },
            };
            var options = new ApplyOptions(FieldManagers.Restart) { Force = true };
            await api.ApplyAsync(ResourceKind.Of<V1Deployment>(), scope.Namespace, name, body, options, token);
        }
    }
}
