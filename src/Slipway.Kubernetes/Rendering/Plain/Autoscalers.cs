using k8s.Models;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Kubernetes.Pods;

namespace Slipway.Kubernetes.Rendering.Plain;

/// <summary>What reckons replicas by demand, without operator.</summary>
internal static class Autoscalers
{
    /// <summary>Null where their number is set.</summary>
    public static V2HorizontalPodAutoscaler? Of(
        FleetService service,
        SortedDictionary<string, string> labels,
        FleetNotes notes
    )
    {
        if (service.Config.Scaling is not { } scaling)
            return null;
        if (scaling.Min == 0)
            notes.Add(
                $"{service.Name}: scaling.min is 0, and without operator there is always one pod: a HorizontalPodAutoscaler wakes none up."
            );
        if (service.Own.Autoscale.Metric == AutoscaleMetric.Requests)
            notes.Add(
                $"{service.Name}: kubernetes.autoscale.metric is requests, which takes the operator (form 'resources'); here the processors' load counts."
            );
        return Autoscaler.Over(
            service.Name,
            labels,
            service.Name,
            (service.LeastReplicas, scaling.Max),
            service.Own.Autoscale,
            scaling
        );
    }
}
