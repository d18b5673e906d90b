using System.Text.Json.Nodes;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Workloads;

/// <summary>The status of deployments, and whether a rollout gets on within its deadline.</summary>
internal sealed class DeploymentProgress(Cluster cluster)
{
    private const string Manager = "kube-controller-manager";
    private readonly Dictionary<
        string,
        ((long Updated, long Old, long Available, string Set) State, DateTimeOffset Since)
    > _seen = new(StringComparer.Ordinal);

    /// <returns>When the deadline ends; null where none runs.</returns>
    public DateTimeOffset? Report(
        StoredObject stored,
        JsonObject deployment,
        StoredObject? current,
        IReadOnlyList<StoredObject> sets
    )
    {
        long Sum(string field) => sets.Sum(set => set.Copy().Number("status", field) ?? 0);
        var wanted = deployment.Number("spec", "replicas") ?? 1;
        var (replicas, ready, available) = (Sum("replicas"), Sum("readyReplicas"), Sum("availableReplicas"));
        var updated = current?.Copy().Number("status", "replicas") ?? 0;
        var isComplete = updated == wanted && replicas == wanted && available == wanted;
        var since = Since(stored.Uid, (updated, replicas - updated, available, current?.Name ?? ""));
        var deadline = since.AddSeconds(deployment.Number("spec", "progressDeadlineSeconds") ?? 600);
        var isLate = !isComplete && cluster.Now >= deadline;
        var least = wanted - Math.Min(wanted, Allowed(deployment, wanted));
        cluster.SetStatus(
            BuiltInKinds.Deployments,
            stored.Key,
            status =>
            {
                status["observedGeneration"] = deployment.Number("metadata", "generation");
                Count(status, "replicas", replicas);
                Count(status, "updatedReplicas", updated);
                Count(status, "readyReplicas", ready);
                Count(status, "availableReplicas", available);
                Count(status, "unavailableReplicas", Math.Max(0, replicas - available));
                var enough = available >= least;
                Set(
                    status,
                    "Available",
                    enough,
                    enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                    enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability."
                );
                Set(
                    status,
                    "Progressing",
                    !isLate,
                    isComplete ? "NewReplicaSetAvailable"
                        : isLate ? "ProgressDeadlineExceeded"
                        : "ReplicaSetUpdated",
                    $"ReplicaSet \"{current?.Name}\" "
                        + (
                            isComplete ? "has successfully progressed."
                            : isLate ? "has timed out progressing."
                            : "is progressing."
                        )
                );
                var failure = Conditions.Find(current?.Copy()["status"], ReplicaSetController.Failure).Text("message");
                Conditions.SetOrRemove(status, ReplicaSetController.Failure, "FailedCreate", failure, cluster.Moment);
            },
            Manager
        );
        return isComplete || isLate ? null : deadline;
    }

    private DateTimeOffset Since(string uid, (long, long, long, string) state)
    {
        if (!_seen.TryGetValue(uid, out var seen) || seen.State != state)
            _seen[uid] = seen = (state, cluster.Now);
        return seen.Since;
    }

    private static long Allowed(JsonObject deployment, long wanted) =>
        deployment.At("spec", "strategy", "rollingUpdate", "maxUnavailable") switch
        {
            JsonValue value when value.Text() is { } text => (long)
                Math.Floor(
                    double.Parse(text.TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture) * wanted / 100
                ),
            var value => value.Number() ?? 0,
        };

    /// <summary>The server leaves numbers out that are zero.</summary>
    private static void Count(JsonObject status, string name, long value) =>
        status.Put(name, value == 0 ? null : JsonValue.Create(value));

    private void Set(JsonObject status, string type, bool value, string reason, string message)
    {
        var before = Conditions.Find(status, type)?.DeepClone();
        Conditions.Set(status, type, value ? "True" : "False", reason, message, cluster.Moment);
        var condition = Conditions.Find(status, type)!;
        if (before is null || before.Text("reason") != reason || before.Text("status") != condition.Text("status"))
            condition["lastUpdateTime"] = cluster.Moment;
    }
}
