using k8s.Models;

namespace Slipway.Kubernetes.Conversion;

/// <summary>Names, labels and annotations, of which those of KServe, Knative and Istio mean nothing to Slipway.</summary>
internal static class ForeignMetadata
{
    // Written by the API server, by tools, or of no consequence.
    private static readonly string[] OfNoConsequence =
    [
        "kubectl.kubernetes.io/last-applied-configuration",
        "serving.kserve.io/deploymentMode",
        "sidecar.istio.io/inject",
        "sidecar.istio.io/rewriteAppHTTPProbers",
        "serving.kserve.io/enable-metric-aggregation",
    ];

    private static readonly Dictionary<string, string> Remarks = new(StringComparer.Ordinal)
    {
        ["serving.kserve.io/autoscalerClass"] =
            "the operator scales by itself, by the requests in flight ('spec.scaling'), or a HorizontalPodAutoscaler ('spec.autoscale').",
        ["serving.kserve.io/enable-prometheus-scraping"] =
            "every pod has /metrics on its HTTP port; a ServiceMonitor comes with 'kubernetes.monitoring' of slipway.yaml.",
        ["serving.kserve.io/enable-tag-routing"] =
            "requests are sent to one revision by a header: 'spec.traffic.routes'.",
        ["serving.kserve.io/storageSecretName"] = "give the credentials by 'spec.env', from that secret.",
    };

    private static readonly string[] Foreign =
    [
        "serving.kserve.io/",
        "prometheus.kserve.io/",
        "autoscaling.knative.dev/",
        "serving.knative.dev/",
        "networking.knative.dev/",
        "sidecar.istio.io/",
        "istio.io/",
    ];

    /// <returns>Labels of KServe and Knative are left out.</returns>
    public static V1ObjectMeta Of(Fields metadata)
    {
        var labels = metadata.Texts("labels")?.Where(each => !IsForeign(each.Key)).ToDictionary();
        return new V1ObjectMeta
        {
            Name = metadata.Text("name") ?? "",
            NamespaceProperty = metadata.Text("namespace"),
            Labels = labels is { Count: > 0 } ? labels : null,
        };
    }

    /// <summary>Keeps those of others; tells of those that meant something.</summary>
    /// <param name="annotations">Without those that were read already.</param>
    /// <param name="notes">Where it is told.</param>
    public static Dictionary<string, string>? Keep(IDictionary<string, string> annotations, Fields notes)
    {
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in annotations.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            if (OfNoConsequence.Contains(name, StringComparer.Ordinal))
                continue;
            if (Remarks.TryGetValue(name, out var remark))
                notes.Note($"metadata.annotations {name}: {remark}");
            else if (IsForeign(name))
                notes.Note($"metadata.annotations {name}: '{value}' does not carry over.");
            else
                kept[name] = value;
        }

        return kept.Count > 0 ? kept : null;
    }

    private static bool IsForeign(string name) =>
        Array.Exists(Foreign, prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
