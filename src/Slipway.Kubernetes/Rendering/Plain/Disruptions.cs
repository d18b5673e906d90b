using k8s.Models;

namespace Slipway.Kubernetes.Rendering.Plain;

/// <summary>How many pods may be taken away at a time when nodes are drained.</summary>
internal static class Disruptions
{
    /// <summary>Null for a single one, which nothing could drain its node of.</summary>
    public static V1PodDisruptionBudget? Of(
        FleetContext fleet,
        string name,
        int replicas,
        SortedDictionary<string, string> labels
    ) =>
        replicas < 2
            ? null
            : new V1PodDisruptionBudget
            {
                ApiVersion = "policy/v1",
                Kind = V1PodDisruptionBudget.KubeKind,
                Metadata = new V1ObjectMeta { Name = name, Labels = labels },
                Spec = new V1PodDisruptionBudgetSpec
                {
                    MaxUnavailable = 1,
                    // What does not work anyway keeps no node from being drained.
                    UnhealthyPodEvictionPolicy = "AlwaysAllow",
                    Selector = new V1LabelSelector { MatchLabels = fleet.Selector(name) },
                },
            };
}
