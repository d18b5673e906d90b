using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace Slipway.Kubernetes.Resources;

/// <summary>A model, or a server of several, as a service of its own: <c>kubectl get modelservices</c>.</summary>
[KubernetesEntity(
    Group = SlipwayGroup.Name,
    ApiVersion = SlipwayGroup.Version,
    Kind = KindName,
    PluralName = PluralName
)]
public sealed class ModelService
    : IKubernetesObject<V1ObjectMeta>,
        ISpec<ModelServiceSpec>,
        IStatus<ModelServiceStatus?>
{
    public const string KindName = "ModelService";
    public const string PluralName = "modelservices";

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = SlipwayGroup.ApiVersion;

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KindName;

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public ModelServiceSpec Spec { get; set; } = new();

    [JsonPropertyName("status")]
    public ModelServiceStatus? Status { get; set; }
}
