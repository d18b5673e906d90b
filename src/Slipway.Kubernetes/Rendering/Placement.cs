using k8s.Models;
using Slipway.Deployment.Manifest.Kubernetes;

namespace Slipway.Kubernetes.Rendering;

/// <summary>On which nodes pods may run, and by which secrets these pull images, as the manifest has it.</summary>
internal static class Placement
{
    public static IList<V1LocalObjectReference>? Secrets(KubernetesConfig config) =>
        config.ImagePullSecrets.Count == 0
            ? null
            : [.. config.ImagePullSecrets.Select(name => new V1LocalObjectReference { Name = name })];

    /// <summary>Null for none.</summary>
    public static IDictionary<string, string>? Selector(KubernetesConfig fleet, ServiceKubernetesConfig? own)
    {
        var labels = new SortedDictionary<string, string>(fleet.NodeSelector, StringComparer.Ordinal);
        foreach (var (key, value) in own?.NodeSelector ?? [])
        {
            labels[key] = value;
        }

        return labels.Count > 0 ? labels : null;
    }

    /// <summary>Null for none.</summary>
    public static IList<V1Toleration>? Tolerations(IReadOnlyList<TolerationConfig> tolerations) =>
        tolerations.Count == 0
            ? null
            :
            [
                .. tolerations.Select(each => new V1Toleration
                {
                    Key = each.Key,
                    OperatorProperty = each.Value is null ? "Exists" : "Equal",
                    Value = each.Value,
                    Effect = each.Effect,
                }),
            ];
}
