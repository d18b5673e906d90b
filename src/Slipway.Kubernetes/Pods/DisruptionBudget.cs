using k8s.Models;

namespace Slipway.Kubernetes.Pods;

/// <summary>How many pods may be taken away at a time when nodes are drained.</summary>
internal static class DisruptionBudget
{
    /// <param name="name">Its name.</param>
    /// <param name="labels">Its own.</param>
    /// <param name="selector">Of the pods.</param>
    /// <param name="replicas">How many there are.</param>
    /// <returns>Null for a single one: there is nothing to say.</returns>
    public static V1PodDisruptionBudget? Over(
        string name,
        SortedDictionary<string, string> labels,
        SortedDictionary<string, string> selector,
        int replicas
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
                    Selector = new V1LabelSelector { MatchLabels = selector },
                },
            };
}
