using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Kubernetes;

namespace Slipway.Kubernetes.Resources;

/// <summary>
/// What a model service is to be. Where <c>slipway.yaml</c> has the same field it means the same; what is Kubernetes' own is as in
/// its objects.
/// </summary>
public sealed record ModelServiceSpec
{
    /// <summary>One sentence for people.</summary>
    public string? Description { get; set; }

    /// <summary>An image that carries the model, as <c>slipway build</c> makes it, or of a project; not together with <see cref="Model"/>.</summary>
    public string? Image { get; set; }

    /// <summary>A model apart from the server's image; not together with <see cref="Image"/>.</summary>
    public ModelSource? Model { get; set; }

    /// <summary>Always, IfNotPresent or Never. Default: as Kubernetes', by the tag.</summary>
    public string? ImagePullPolicy { get; set; }

    /// <summary>
    /// Whether the nodes where its pods may run pull the image, and the artifact that is mounted, before a new revision's pods start: also
    /// where it sleeps, so that waking it needs no pull. Default: not.
    /// </summary>
    public bool? Prepull { get; set; }

    /// <summary>The names of the models it serves, by which requests find it. Default: the service's own.</summary>
    public IReadOnlyList<string>? Models { get; set; }

    /// <summary>
    /// The volume that keeps a model which the server fetches, so that each pod need not fetch it again; null: a volume of the pod's own,
    /// empty at first.
    /// </summary>
    public CacheOptions? Cache { get; set; }

    /// <summary>
    /// The size of its ONNX model in bytes. Where <see cref="Resources"/> names no memory, what is asked for and the limit are reckoned of
    /// it, as measured while loading.
    /// </summary>
    public long? ModelBytes { get; set; }

    /// <summary>How many pods there are, from 0 on; not together with <see cref="Scaling"/>. Default 1. <c>kubectl scale</c> sets it.</summary>
    public int? Replicas { get; set; }

    /// <summary>How many there are, by demand.</summary>
    public ScalingConfig? Scaling { get; set; }

    /// <summary>
    /// By what <see cref="Scaling"/> reckons: by the requests in flight at the gateways (default), or by a HorizontalPodAutoscaler, which
    /// never goes to zero and heeds of <see cref="Scaling"/> the bounds, the target (for <c>Concurrency</c>) and the stable window.
    /// </summary>
    public AutoscaleConfig? Autoscale { get; set; }

    /// <summary>What each replica asks for and may use.</summary>
    public V1ResourceRequirements? Resources { get; set; }

    /// <summary>Environment variables.</summary>
    public IReadOnlyList<V1EnvVar>? Env { get; set; }

    /// <summary>What the program of a project takes besides.</summary>
    public IReadOnlyList<string>? Arguments { get; set; }

    /// <summary>Settings of the model server.</summary>
    public ServerConfig? Server { get; set; }

    /// <summary>How requests are treated on their way.</summary>
    public TrafficConfig? Traffic { get; set; }

    /// <summary>
    /// Traffic is split by a Gateway of the Gateway API, by the weights of an HTTPRoute (and a GRPCRoute, where there are <c>grpcHosts</c>) that
    /// the operator writes; null: by Slipway's gateways. Nobody counts requests then: releases go by time, by pods that are ready and by
    /// golden requests, and nothing scales by requests.
    /// </summary>
    public RouteConfig? Route { get; set; }

    /// <summary>How a new revision takes over.</summary>
    public RolloutConfig? Rollout { get; set; }

    /// <summary>When a replica counts as ready, dead or broken.</summary>
    public HealthConfig? Health { get; set; }

    /// <summary>What its pods have besides.</summary>
    public PodOptions? Pod { get; set; }

    /// <summary>Closes its pods to all that need not speak with them; null: they are open.</summary>
    public NetworkOptions? NetworkPolicy { get; set; }

    /// <summary>Earlier revisions that are kept, without pods, to go back to. Default 5.</summary>
    public int? RevisionHistoryLimit { get; set; }

    /// <summary>The most pods that one of its revisions may have.</summary>
    public int MostReplicas() => Scaling?.Max ?? Replicas ?? 1;

    /// <summary>Whether a HorizontalPodAutoscaler reckons its pods.</summary>
    public bool HasAutoscaler() => Scaling is not null && Autoscale?.Metric is not (null or AutoscaleMetric.Requests);
}

/// <summary>A model apart from the server's image. Exactly one of the sources is named.</summary>
public sealed record ModelSource
{
    /// <summary>A model in a registry, as <c>slipway push</c> puts it there: an OCI reference.</summary>
    public string? Artifact { get; set; }

    /// <summary>
    /// A model at another address, which the server fetches: <c>s3://</c>, <c>az://</c>, <c>https://</c> or <c>http://</c>. Credentials
    /// come from the environment.
    /// </summary>
    public string? Address { get; set; }

    /// <summary>A model on a volume.</summary>
    public ClaimSource? Claim { get; set; }

    /// <summary>The server's image. Default: the one that the operator was installed with.</summary>
    public string? ServerImage { get; set; }

    /// <summary>How an artifact comes into the pod. Default: the server fetches it.</summary>
    public ArtifactDelivery Delivery { get; set; }
}

/// <summary>How an artifact comes into the pod.</summary>
public enum ArtifactDelivery
{
    /// <summary>
    /// The server fetches it into an empty volume before it is ready, checks its digest, and tries again where the registry is away:
    /// what an init container would do, with the cause in the pod's readiness.
    /// </summary>
    Fetch = 0,

    /// <summary>
    /// An image volume (KEP-4639), which nodes pull and cache; the reference must be an image with the model's files, as <c>slipway
    /// push</c> puts it beside the artifact. By default from Kubernetes 1.35 on, before it behind a feature gate.
    /// </summary>
    ImageVolume,
}

/// <summary>A model on a volume.</summary>
public sealed record ClaimSource
{
    /// <summary>The PersistentVolumeClaim, of the same namespace.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where the model is on it. Default: its root.</summary>
    public string? Path { get; set; }
}

/// <summary>What the pods of a service have besides, as in a pod's own specification.</summary>
public sealed record PodOptions
{
    public IDictionary<string, string>? Labels { get; set; }

    public IDictionary<string, string>? Annotations { get; set; }

    public IDictionary<string, string>? NodeSelector { get; set; }

    public IReadOnlyList<V1Toleration>? Tolerations { get; set; }

    public V1Affinity? Affinity { get; set; }

    /// <summary>Default: over nodes, as far as there are some.</summary>
    public IReadOnlyList<V1TopologySpreadConstraint>? TopologySpreadConstraints { get; set; }

    public IReadOnlyList<V1LocalObjectReference>? ImagePullSecrets { get; set; }

    /// <summary>Default: one of the service's own, without rights.</summary>
    public string? ServiceAccountName { get; set; }

    public string? PriorityClassName { get; set; }

    public string? RuntimeClassName { get; set; }
}
