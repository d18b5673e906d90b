using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace Slipway.Kubernetes.Resources.Foreign;

/// <summary>What Prometheus' operator is told (monitoring.coreos.com/v1), as far as it is rendered.</summary>
[KubernetesEntity(Group = GroupName, ApiVersion = "v1", Kind = KindName, PluralName = "servicemonitors")]
public sealed class ServiceMonitor : IKubernetesObject<V1ObjectMeta>
{
    public const string GroupName = "monitoring.coreos.com";
    public const string KindName = "ServiceMonitor";

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = $"{GroupName}/v1";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KindName;

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public ServiceMonitorSpec Spec { get; set; } = new();
}

/// <summary>Which Services' pods are asked, and how.</summary>
public sealed record ServiceMonitorSpec
{
    public V1LabelSelector Selector { get; set; } = new();

    /// <summary>Labels of the Service that its figures get.</summary>
    public IList<string> TargetLabels { get; set; } = [];

    public IList<ServiceMonitorEndpoint> Endpoints { get; set; } = [];
}

/// <summary>A port that has metrics.</summary>
public sealed record ServiceMonitorEndpoint
{
    /// <summary>By the name that the Service has for it.</summary>
    public string Port { get; set; } = "";

    public string? Path { get; set; }

    public string? Scheme { get; set; }

    /// <summary>In Prometheus' form, such as <c>30s</c>.</summary>
    public string? Interval { get; set; }
}
