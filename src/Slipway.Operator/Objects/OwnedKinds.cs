using k8s;
using k8s.Models;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Resources.Foreign;
using Slipway.Kubernetes.Watching;

namespace Slipway.Operator.Objects;

/// <summary>What is made of model services, by kind.</summary>
/// <param name="api">The cluster.</param>
/// <param name="watch">Keeps up with them.</param>
/// <param name="changed">Told of each object that is new, another, or gone.</param>
internal sealed class OwnedKinds(
    ResourceApi api,
    ClusterWatch watch,
    Action<ObjectName, IKubernetesObject<V1ObjectMeta>?> changed
)
{
    public OwnedObjects<V1Deployment> Deployments { get; } = Make<V1Deployment>(api, watch, changed);

    public OwnedObjects<V1Service> Services { get; } = Make<V1Service>(api, watch, changed);

    public OwnedObjects<V1ServiceAccount> Accounts { get; } = Make<V1ServiceAccount>(api, watch, changed);

    public OwnedObjects<V2HorizontalPodAutoscaler> Autoscalers { get; } =
        Make<V2HorizontalPodAutoscaler>(api, watch, changed);

    public OwnedObjects<V1PodDisruptionBudget> Budgets { get; } = Make<V1PodDisruptionBudget>(api, watch, changed);

    public OwnedObjects<V1NetworkPolicy> Policies { get; } = Make<V1NetworkPolicy>(api, watch, changed);

    public OwnedObjects<V1PersistentVolumeClaim> Claims { get; } = Make<V1PersistentVolumeClaim>(api, watch, changed);

    public OwnedObjects<V1DaemonSet> DaemonSets { get; } = Make<V1DaemonSet>(api, watch, changed);

    /// <summary>Of clusters that have the Gateway API.</summary>
    public OwnedObjects<HttpRoute> HttpRoutes { get; } = Make<HttpRoute>(api, watch, changed, isOptional: true);

    /// <inheritdoc cref="HttpRoutes"/>
    public OwnedObjects<GrpcRoute> GrpcRoutes { get; } = Make<GrpcRoute>(api, watch, changed, isOptional: true);

    private static OwnedObjects<T> Make<T>(
        ResourceApi api,
        ClusterWatch watch,
        Action<ObjectName, IKubernetesObject<V1ObjectMeta>?> changed,
        bool isOptional = false
    )
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var cache = watch.Of<T>(SlipwayGroup.ServiceLabel, isOptional);
        cache.Changed += (name, value) => changed(name, value);
        return new OwnedObjects<T>(api, cache);
    }
}
