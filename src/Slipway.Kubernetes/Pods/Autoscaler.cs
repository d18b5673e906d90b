using System.Globalization;
using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Kubernetes;

namespace Slipway.Kubernetes.Pods;

/// <summary>A HorizontalPodAutoscaler over a Deployment.</summary>
internal static class Autoscaler
{
    private const int LongestWindow = 3600;

    /// <param name="name">Its name.</param>
    /// <param name="labels">Its own.</param>
    /// <param name="deployment">What it scales.</param>
    /// <param name="bounds">The fewest pods, one at least, and the most.</param>
    /// <param name="config">What it looks at.</param>
    /// <param name="scaling">The target, and the window for which fewer must be enough.</param>
    public static V2HorizontalPodAutoscaler Over(
        string name,
        SortedDictionary<string, string> labels,
        string deployment,
        (int Least, int Most) bounds,
        AutoscaleConfig config,
        ScalingConfig scaling
    ) =>
        new()
        {
            ApiVersion = "autoscaling/v2",
            Kind = V2HorizontalPodAutoscaler.KubeKind,
            Metadata = new V1ObjectMeta { Name = name, Labels = labels },
            Spec = new V2HorizontalPodAutoscalerSpec
            {
                ScaleTargetRef = new V2CrossVersionObjectReference
                {
                    ApiVersion = "apps/v1",
                    Kind = V1Deployment.KubeKind,
                    Name = deployment,
                },
                MinReplicas = Math.Max(1, bounds.Least),
                MaxReplicas = Math.Max(bounds.Most, Math.Max(1, bounds.Least)),
                Metrics = [Metric(config, scaling)],
                Behavior = new V2HorizontalPodAutoscalerBehavior
                {
                    ScaleDown = new V2HPAScalingRules
                    {
                        StabilizationWindowSeconds = Math.Min(Probes.Seconds(scaling.StableWindow), LongestWindow),
                    },
                },
            },
        };

    private static V2MetricSpec Metric(AutoscaleConfig config, ScalingConfig scaling) =>
        config.Metric == AutoscaleMetric.Concurrency
            ? new V2MetricSpec
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
            }
            : new V2MetricSpec
            {
                Type = "Resource",
                Resource = new V2ResourceMetricSource
                {
                    Name = "cpu",
                    Target = new V2MetricTarget { Type = "Utilization", AverageUtilization = config.CpuPercent },
                },
            };
}
