using System.Net;
using k8s;
using k8s.Models;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Applying;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Running;

/// <summary>Reads what there is of a fleet. Each kind is read at its own moment: what is new may be missing in one and there in another.</summary>
internal sealed class SnapshotReader(ResourceApi api, FleetScope scope, TimeProvider time)
{
    /// <exception cref="ApiException">The cluster refused.</exception>
    public async Task<FleetSnapshot> ReadAsync(CancellationToken token)
    {
        var own = $"{FleetLabels.Instance}={scope.Name}";
        var services = await OptionalAsync<ModelService>(own, token);
        // What the operator makes has the service's label and not the fleet's.
        var names = services.Select(each => each.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        var pods = await BothAsync<V1Pod>(own, names, token);
        return new FleetSnapshot
        {
            Scope = scope,
            At = time.GetUtcNow(),
            Deployments = await BothAsync<V1Deployment>(own, names, token),
            ReplicaSets = await BothAsync<V1ReplicaSet>(own, names, token),
            Pods = pods,
            Services = await ListAsync<V1Service>(own, token),
            Autoscalers = await ListAsync<V2HorizontalPodAutoscaler>(own, token),
            ModelServices = services,
            Pipelines = await OptionalAsync<ModelPipeline>(own, token),
            Probes = await ProbesAsync(pods, token),
        };
    }

    private async Task<IReadOnlyList<T>> BothAsync<T>(string own, HashSet<string> services, CancellationToken token)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var all = await ListAsync<T>(own, token);
        if (services.Count == 0)
            return all;
        var made = await ListAsync<T>(SlipwayGroup.ServiceLabel, token);
        return
        [
            .. all.Concat(
                    made.Where(each =>
                        services.Contains(FleetSnapshot.Label(each.Metadata, SlipwayGroup.ServiceLabel)!)
                    )
                )
                .DistinctBy(each => each.Metadata.Uid),
        ];
    }

    // Of pods that run, are not ready, and say nothing else about it.
    private async Task<IReadOnlyDictionary<string, string>> ProbesAsync(
        IReadOnlyList<V1Pod> pods,
        CancellationToken token
    )
    {
        var silent = pods.Where(PodReplica.IsSilent).Select(pod => pod.Metadata.Uid).ToHashSet();
        if (silent.Count == 0)
            return new Dictionary<string, string>();
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var said in (await OptionalAsync<Corev1Event>(null, token))
                .Where(each => each.Reason == "Unhealthy" && silent.Contains(each.InvolvedObject?.Uid ?? ""))
                .OrderBy(each => each.LastTimestamp ?? each.EventTime ?? DateTime.MinValue)
        )
        {
            words[said.InvolvedObject.Uid] = said.Message;
        }

        return words;
    }

    private async Task<IReadOnlyList<T>> ListAsync<T>(string? labels, CancellationToken token)
        where T : class => (await api.ListAsync<T>(ResourceKind.Of<T>(), scope.Namespace, labels, token)).Items;

    // Kinds that the cluster may not have, or that not everybody may read.
    private async Task<IReadOnlyList<T>> OptionalAsync<T>(string? labels, CancellationToken token)
        where T : class
    {
        try
        {
            return await ListAsync<T>(labels, token);
        }
        catch (ApiException e) when (e.IsNotFound || e.Code == HttpStatusCode.Forbidden)
        {
            return [];
        }
    }
}
