using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Selectors;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Workloads;

/// <summary>How many pods of a disruption budget may go at the moment.</summary>
internal sealed class BudgetController(Cluster cluster) : IController
{
    private const string Manager = "kube-controller-manager";

    public DateTimeOffset? Step()
    {
        foreach (var stored in cluster.List(BuiltInKinds.Budgets))
        {
            var budget = stored.Copy();
            if (LabelSelector.Of(budget.At("spec", "selector") as JsonObject) is not { } selector)
                continue;
            var pods = cluster
                .List(BuiltInKinds.Pods, stored.Namespace)
                .Where(pod => selector.Matches(pod.Labels))
                .Where(Pods.IsActive)
                .ToList();
            var expected = Expected(stored.Namespace, pods);
            var healthy = pods.Count(Pods.IsReady);
            var least = Least(budget, expected);
            cluster.SetStatus(
                BuiltInKinds.Budgets,
                stored.Key,
                status =>
                {
                    status["observedGeneration"] = budget.Number("metadata", "generation");
                    status["expectedPods"] = expected;
                    status["currentHealthy"] = healthy;
                    status["desiredHealthy"] = least;
                    status["disruptionsAllowed"] = Math.Max(0, healthy - least);
                    var some = healthy > least;
                    Conditions.Set(
                        status,
                        "DisruptionAllowed",
                        some ? "True" : "False",
                        some ? "SufficientPods" : "InsufficientPods",
                        "",
                        cluster.Moment
                    );
                },
                Manager
            );
        }

        return null;
    }

    /// <summary>What the controllers of these pods ask for; pods of nobody count themselves.</summary>
    private long Expected(string space, List<StoredObject> pods)
    {
        var sets = cluster
            .List(BuiltInKinds.ReplicaSets, space)
            .Where(set => pods.Exists(pod => Pods.IsOwnedBy(pod, set.Uid)))
            .ToList();
        var alone = pods.Count(pod => !sets.Exists(set => Pods.IsOwnedBy(pod, set.Uid)));
        return alone + sets.Sum(set => set.Copy().Number("spec", "replicas") ?? 0);
    }

    private static long Least(JsonObject budget, long expected) =>
        budget.At("spec", "maxUnavailable") is { } most
            ? Math.Max(0, expected - Part(most, expected))
            : Part(budget.At("spec", "minAvailable") ?? 1, expected);

    private static long Part(JsonNode value, long of) =>
        value.Text() is { } text
            ? (long)Math.Ceiling(double.Parse(text.TrimEnd('%'), CultureInfo.InvariantCulture) * of / 100)
            : value.Number() ?? 0;
}
