using k8s.Models;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Watching;
using Slipway.Operator.Objects;

namespace Slipway.Operator.Services;

/// <summary>What is known of the cluster as far as model services go.</summary>
internal sealed record ServiceCaches(ResourceCache<ModelService> Services, ResourceCache<V1Pod> Pods, OwnedKinds Owned)
{
    /// <summary>What there is of a service.</summary>
    public ServiceView View(V1ObjectMeta service)
    {
        var deployments = Owned.Deployments.Of(service).ToList();
        return new ServiceView
        {
            Revisions = ServiceViews.Of(deployments, PodsOf(service)),
            Prepulls = Owned
                .DaemonSets.Of(service)
                .Where(each => each.Metadata.DeletionTimestamp is null)
                .ToDictionary(ServiceViews.Revision, ServiceViews.Of),
            Autoscaler = Owned
                .Autoscalers.Of(service)
                .Select(each => ServiceViews.Of(each, deployments))
                .FirstOrDefault(),
        };
    }

    /// <summary>Its pods, of all revisions.</summary>
    public IEnumerable<V1Pod> PodsOf(V1ObjectMeta service) => Pods.Objects.Where(each => IsOf(each, service));

    /// <summary>Claims that its pods have, also those that are ending.</summary>
    public IReadOnlyCollection<string> Mounted(V1ObjectMeta service) =>
        PodsOf(service)
            .SelectMany(pod => pod.Spec?.Volumes ?? [])
            .Select(volume => volume.PersistentVolumeClaim?.ClaimName)
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);

    private static bool IsOf(V1Pod pod, V1ObjectMeta service) =>
        pod.Metadata.NamespaceProperty == service.NamespaceProperty
        && pod.Metadata.Labels?.TryGetValue(SlipwayGroup.ServiceLabel, out var name) == true
        && name == service.Name;
}
