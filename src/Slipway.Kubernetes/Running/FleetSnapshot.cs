using k8s.Models;
using Slipway.Kubernetes.Applying;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Running;

/// <summary>The objects of a fleet as they were at about one moment.</summary>
internal sealed record FleetSnapshot
{
    public required FleetScope Scope { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Of services in the plain form, of revisions in the other, and the gateway's.</summary>
    public required IReadOnlyList<V1Deployment> Deployments { get; init; }

    public required IReadOnlyList<V1ReplicaSet> ReplicaSets { get; init; }

    public required IReadOnlyList<V1Pod> Pods { get; init; }

    public required IReadOnlyList<V1Service> Services { get; init; }

    public required IReadOnlyList<V2HorizontalPodAutoscaler> Autoscalers { get; init; }

    public required IReadOnlyList<ModelService> ModelServices { get; init; }

    public required IReadOnlyList<ModelPipeline> Pipelines { get; init; }

    /// <summary>What kubelets say of probes that fail, by the pod's uid: the last words.</summary>
    public IReadOnlyDictionary<string, string> Probes { get; init; } = new Dictionary<string, string>();

    /// <summary>Nothing of it is there; pods outlive what they were made for while they finish their requests.</summary>
    public bool IsEmpty => Deployments.Count == 0 && ModelServices.Count == 0 && Pods.Count == 0;

    /// <summary>Services of the plain form, by their names.</summary>
    public IEnumerable<V1Deployment> PlainServices =>
        Deployments
            .Where(each => Label(each.Metadata, FleetLabels.Component) == FleetLabels.ServiceComponent)
            .Where(each => Label(each.Metadata, FleetLabels.Instance) == Scope.Name)
            .OrderBy(each => each.Metadata.Name, StringComparer.Ordinal);

    public V1Deployment? Gateway => Deployments.FirstOrDefault(each => each.Metadata.Name == ObjectNames.Gateway);

    /// <summary>Of a Deployment, the newest revision first.</summary>
    public IReadOnlyList<V1ReplicaSet> RevisionsOf(V1Deployment deployment) =>
        [
            .. ReplicaSets
                .Where(each => IsOwned(each.Metadata, deployment.Metadata))
                .OrderByDescending(ReplicaSetRevision.NumberOf),
        ];

    public IReadOnlyList<V1Pod> PodsOf(V1ReplicaSet set) =>
        [
            .. Pods.Where(each => IsOwned(each.Metadata, set.Metadata))
                .OrderBy(each => each.Metadata.Name, StringComparer.Ordinal),
        ];

    /// <summary>Of a model service.</summary>
    public IReadOnlyList<V1Pod> PodsOf(string service, int revision) =>
        [
            .. Pods.Where(each =>
                    Label(each.Metadata, SlipwayGroup.ServiceLabel) == service
                    && Label(each.Metadata, SlipwayGroup.RevisionLabel)
                        == revision.ToString(System.Globalization.CultureInfo.InvariantCulture)
                )
                .OrderBy(each => each.Metadata.Name, StringComparer.Ordinal),
        ];

    public static string? Label(V1ObjectMeta meta, string label) =>
        meta.Labels is { } labels && labels.TryGetValue(label, out var value) ? value : null;

    private static bool IsOwned(V1ObjectMeta meta, V1ObjectMeta owner) =>
        meta.OwnerReferences?.Any(each => each.Uid == owner.Uid) == true;
}
