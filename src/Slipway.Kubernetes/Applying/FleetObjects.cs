using System.Text.Json.Nodes;
using k8s.Models;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Resources.Foreign;
using Slipway.Kubernetes.Watching;

namespace Slipway.Kubernetes.Applying;

/// <summary>The objects in a cluster that were applied for a fleet.</summary>
internal sealed class FleetObjects(ResourceApi api)
{
    /// <summary>All that rendering makes, in the order in which it goes: callers first, then what is called.</summary>
    private static readonly ResourceKind[] Kinds =
    [
        ResourceKind.Of<HttpRoute>(),
        ResourceKind.Of<GrpcRoute>(),
        ResourceKind.Of<ServiceMonitor>(),
        ResourceKind.Of<ModelPipeline>(),
        ResourceKind.Of<ModelService>(),
        ResourceKind.Of<V2HorizontalPodAutoscaler>(),
        ResourceKind.Of<V1PodDisruptionBudget>(),
        ResourceKind.Of<V1Deployment>(),
        ResourceKind.Of<V1Service>(),
        ResourceKind.Of<V1NetworkPolicy>(),
        ResourceKind.Of<V1RoleBinding>(),
        ResourceKind.Of<V1Role>(),
        ResourceKind.Of<V1ServiceAccount>(),
        ResourceKind.Of<V1ConfigMap>(),
        ResourceKind.Of<V1PersistentVolumeClaim>(),
    ];

    /// <summary>Those of a fleet: with its labels, applied by Slipway, and owned by no other object.</summary>
    /// <param name="scope">Which fleet.</param>
    /// <param name="skipped">Told of a kind that may not be listed.</param>
    /// <param name="token">Ends it.</param>
    public async Task<IReadOnlyList<(ResourceKind Kind, ObjectName Name)>> ListAsync(
        FleetScope scope,
        Action<string> skipped,
        CancellationToken token
    )
    {
        var found = new List<(ResourceKind, ObjectName)>();
        foreach (var kind in Kinds)
        {
            foreach (var value in await ListAsync(kind, scope, skipped, token))
            {
                var meta = value["metadata"]!;
                if (IsApplied(meta) && meta["ownerReferences"] is not JsonArray { Count: > 0 })
                    found.Add((kind, new ObjectName(scope.Namespace, (string)meta["name"]!)));
            }
        }

        return found;
    }

    private async Task<IReadOnlyList<JsonObject>> ListAsync(
        ResourceKind kind,
        FleetScope scope,
        Action<string> skipped,
        CancellationToken token
    )
    {
        var labels = $"{FleetLabels.Instance}={scope.Name},{FleetLabels.ManagedBy}={FleetLabels.Slipway}";
        try
        {
            return (await api.ListAsync<JsonObject>(kind, scope.Namespace, labels, token)).Items;
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // The cluster does not have the kind.
            return [];
        }
        catch (ApiException e) when (e.Code == System.Net.HttpStatusCode.Forbidden)
        {
            skipped($"{kind.Plural} of {scope.Namespace} may not be listed; those that are left over stay.");
            return [];
        }
    }

    /// <summary>Whether Slipway has applied it: labels alone are anybody's to write.</summary>
    public static bool IsApplied(JsonNode meta) => OwnFields.Entry(meta, FieldManagers.Apply) is not null;
}
