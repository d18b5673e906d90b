using k8s.Models;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Watching;

namespace Slipway.Operator.Services;

/// <summary>What is known of the cluster as far as model services go.</summary>
internal sealed record ServiceCaches(
    ResourceCache<ModelService> Services,
    ResourceCache<V1Deployment> Deployments,
    ResourceCache<V1Pod> Pods
)
{
    /// <summary>The revisions of a service.</summary>
    public IReadOnlyDictionary<int, RevisionView> Views(V1ObjectMeta service) =>
        ServiceViews.Of(
            Deployments.Objects.Where(each =>
                each.Metadata.OwnerReferences?.Any(owner => owner.Uid == service.Uid) == true
            ),
            PodsOf(service)
        );

    /// <summary>Its pods, of all revisions.</summary>
    public IEnumerable<V1Pod> PodsOf(V1ObjectMeta service) => Pods.Objects.Where(each => IsOf(each, service));

    private static bool IsOf(V1Pod pod, V1ObjectMeta service) =>
        pod.Metadata.NamespaceProperty == service.NamespaceProperty
        && pod.Metadata.Labels?.TryGetValue(SlipwayGroup.ServiceLabel, out var name) == true
        && name == service.Name;
}
