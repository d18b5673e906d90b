using System.Globalization;
using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Kubernetes.Pods;

namespace Slipway.Kubernetes.Rendering.Plain;

/// <summary>What reckons replicas by demand, without operator.</summary>
internal static class Autoscalers
{
    private const int LongestWindow = 3600;

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
        return new V2HorizontalPodAutoscaler
        {
            ApiVersion = "autoscaling/v2",
            Kind = V2HorizontalPodAutoscaler.KubeKind,
            Metadata = new V1ObjectMeta { Name = service.Name, Labels = labels },
            Spec = new V2HorizontalPodAutoscalerSpec
            {
                ScaleTargetRef = new V2CrossVersionObjectReference
                {
                    ApiVersion = "apps/v1",
                    Kind = V1Deployment.KubeKind,
                    Name = service.Name,
                },
                MinReplicas = service.LeastReplicas,
                MaxReplicas = Math.Max(scaling.Max, service.LeastReplicas),
                Metrics = [Metric(service.Own.Autoscale, scaling)],
                Behavior = new V2HorizontalPodAutoscalerBehavior
                {
                    ScaleDown = new V2HPAScalingRules
                    {
                        StabilizationWindowSeconds = Math.Min(Probes.Seconds(scaling.StableWindow), LongestWindow),
                    },
                },
            },
        };
    }

    private static V2MetricSpec Metric(AutoscaleConfig config, ScalingConfig scaling) =>
        config.Metric == AutoscaleMetric.Cpu
            ? new V2MetricSpec
            {
                Type = "Resource",
                Resource = new V2ResourceMetricSource
                {
                    Name = "cpu",
                    Target = new V2MetricTarget { Type = "Utilization", AverageUtilization = config.CpuPercent },
                },
            }
            : new V2MetricSpec
            {
                Type = "Pods",
                Pods = new V2PodsMetricSource
                {
                    Metric = new V2MetricIdentifier { Name = config.MetricName },
                    Target = new V2MetricTarget
                    {
                        Type = "AverageValue",
                        AverageValue = new ResourceQuantity(
                            ((long)Math.Max(1, Math.Ceiling(scaling.Target * 1000))).ToString(
                                CultureInfo.InvariantCulture
                            ) + "m"
                        ),
                    },
                },
            };
}
