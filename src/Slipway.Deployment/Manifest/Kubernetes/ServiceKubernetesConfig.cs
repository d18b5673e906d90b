using System.Text.Json.Serialization;

namespace Slipway.Deployment.Manifest.Kubernetes;

/// <summary>What a service has on Kubernetes besides.</summary>
public sealed record ServiceKubernetesConfig
{
    /// <summary>Labels that its nodes must have.</summary>
    public Dictionary<string, string> NodeSelector { get; set; } = [];

    /// <summary>Taints of nodes that are no hindrance.</summary>
    public List<TolerationConfig> Tolerations { get; set; } = [];

    /// <summary>The PriorityClass of its pods.</summary>
    public string? PriorityClass { get; set; }

    /// <summary>The RuntimeClass of its pods, such as the one of a cluster's GPUs.</summary>
    public string? RuntimeClass { get; set; }

    /// <summary>Always, IfNotPresent or Never. Default: as Kubernetes', by the tag.</summary>
    public string? ImagePullPolicy { get; set; }

    /// <summary>Whether nodes pull the image before a new revision starts. Default: no. It takes the operator.</summary>
    public bool Prepull { get; set; }

    /// <summary>Who reckons replicas where there is <c>scaling</c>, and by what.</summary>
    public AutoscaleConfig Autoscale { get; set; } = new();

    /// <summary>The volume that keeps a model of an address, so that it is fetched once. Default: 10 GiB.</summary>
    public CacheConfig Cache { get; set; } = new();

    /// <summary>Where its pods may connect to, besides names (DNS), the gateway where its environment names it, and the model's address.</summary>
    public List<EgressConfig> Egress { get; set; } = [];
}

/// <summary>By what replicas are reckoned.</summary>
public sealed record AutoscaleConfig
{
    /// <summary>Default: with the operator the requests at the gateways, without it the processors' load.</summary>
    public AutoscaleMetric? Metric { get; set; }

    /// <summary>For <c>cpu</c>: the percent of what is asked for that pods should use. Default 70.</summary>
    public int CpuPercent { get; set; } = 70;

    /// <summary>For <c>concurrency</c>: what the metrics adapter calls the requests in flight of a pod. Default: slipway_inference_active.</summary>
    public string MetricName { get; set; } = "slipway_inference_active";
}

/// <summary>By what replicas are reckoned: by the operator, or by a HorizontalPodAutoscaler, which never goes to zero.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<AutoscaleMetric>))]
public enum AutoscaleMetric
{
    /// <summary>The requests in flight at the gateways; the operator reckons, also to zero.</summary>
    Requests = 0,

    /// <summary>The processors' load, by a HorizontalPodAutoscaler; needs the metrics server.</summary>
    Cpu,

    /// <summary>The requests in flight of a pod, by a HorizontalPodAutoscaler and the target of <c>scaling</c>; needs an adapter of custom metrics.</summary>
    Concurrency,
}

/// <summary>The volume that keeps a model of an address.</summary>
public sealed record CacheConfig
{
    /// <summary>Its size, such as 20GiB. Default 10GiB.</summary>
    public string Size { get; set; } = "10GiB";

    /// <summary>The class of the volume; null: the fleet's.</summary>
    public string? StorageClass { get; set; }

    /// <summary>Whether it can be mounted by several nodes at a time. Default: yes, where there may be several pods.</summary>
    public bool? Shared { get; set; }
}

/// <summary>Where pods may connect to: addresses, or the pods of a namespace.</summary>
public sealed record EgressConfig
{
    /// <summary>Addresses, such as 10.0.0.0/8; not together with <see cref="Namespace"/>.</summary>
    public string? Cidr { get; set; }

    /// <summary>All pods of a namespace.</summary>
    public string? Namespace { get; set; }

    /// <summary>Ports of TCP; none: all.</summary>
    public List<int> Ports { get; set; } = [];
}
