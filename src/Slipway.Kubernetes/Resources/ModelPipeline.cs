using System.Text.Json.Serialization;
using k8s;
using k8s.Models;
using Slipway.Deployment.Manifest;

namespace Slipway.Kubernetes.Resources;

/// <summary>An inference graph over model services of the same namespace: <c>kubectl get modelpipelines</c>.</summary>
[KubernetesEntity(
    Group = SlipwayGroup.Name,
    ApiVersion = SlipwayGroup.Version,
    Kind = KindName,
    PluralName = PluralName
)]
public sealed class ModelPipeline
    : IKubernetesObject<V1ObjectMeta>,
        ISpec<PipelineConfig>,
        IStatus<ModelPipelineStatus?>
{
    public const string KindName = "ModelPipeline";
    public const string PluralName = "modelpipelines";

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = SlipwayGroup.ApiVersion;

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KindName;

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public PipelineConfig Spec { get; set; } = new();

    [JsonPropertyName("status")]
    public ModelPipelineStatus? Status { get; set; }
}

/// <summary>What the operator says of a pipeline.</summary>
public sealed record ModelPipelineStatus
{
    /// <summary>The generation of the specification that this is about.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary><c>Ready</c>: the graph is sound, and every model that it asks is there.</summary>
    public IReadOnlyList<V1Condition> Conditions { get; set; } = [];

    /// <summary>The models that it asks.</summary>
    public IReadOnlyList<string> Models { get; set; } = [];
}
