using k8s.Models;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Services;

/// <summary>What the status tells: parts of the traffic, pods, conditions.</summary>
internal static class StatusStep
{
    public static void Take(ServiceDraft draft, RolloutDecision? decision, IReadOnlyDictionary<int, int> pods)
    {
        var weights = Weights(draft, decision);
        var status = draft.Status with
        {
            ObservedGeneration = draft.Service.Metadata.Generation,
            Selector = $"{SlipwayGroup.ServiceLabel}={draft.Service.Metadata.Name}",
            Mirror = decision?.Mirror is > 0 and var share ? share : null,
            Replicas = draft.Status.Revisions.Sum(each => draft.Of(each.Number).Pods),
            ReadyReplicas = draft.Status.Revisions.Sum(each => draft.Of(each.Number).Ready),
            Revisions =
            [
                .. draft.Status.Revisions.Select(each =>
                    each with
                    {
                        Weight = weights.GetValueOrDefault(each.Number),
                        Replicas = pods.GetValueOrDefault(each.Number),
                        Ready = draft.Of(each.Number).Ready,
                        Message =
                            pods.GetValueOrDefault(each.Number) > 0 ? draft.Of(each.Number).Cause?.Message
                            : pods.ContainsKey(each.Number) ? PrepullStep.Words(each.Prepull)
                            : null,
                        KeepUntil = each.KeepUntil > draft.Now ? each.KeepUntil : null,
                    }
                ),
            ],
        };
        draft.Status = status with { Conditions = Conditions(draft, status) };
    }

    // A revision without a ready pod gets none where another one has some.
    private static Dictionary<int, double> Weights(ServiceDraft draft, RolloutDecision? decision)
    {
        var weights = OrderStep.Split(draft.Status).ToDictionary();
        if (weights.Count == 0)
        {
            var candidate = draft.Candidate == 0 ? 0 : decision?.Weight ?? 0;
            if (draft.Status.Stable != 0)
                weights[draft.Status.Stable] = 1 - candidate;
            if (draft.Candidate != 0)
                weights[draft.Candidate] = candidate;
        }

        var able = weights.Where(each => each.Value > 0 && draft.Of(each.Key).Ready > 0).ToDictionary();
        if (able.Count == 0)
            return weights;
        var sum = able.Values.Sum();
        return able.ToDictionary(each => each.Key, each => each.Value / sum);
    }

    private static List<V1Condition> Conditions(ServiceDraft draft, ModelServiceStatus status)
    {
        var conditions = new List<V1Condition>();
        Add(ConditionTypes.Ready, Readiness(draft, status));
        Add(ConditionTypes.UpToDate, UpToDate(draft, status));
        if (draft.IsAutoscaled)
            Add(ConditionTypes.Scaling, Scaling(draft));
        return conditions;

        void Add(string type, (bool? Is, string Reason, string Message) what)
        {
            var word = what.Is is { } known
                ? known
                    ? "True"
                    : "False"
                : "Unknown";
            var before = (draft.Service.Status?.Conditions ?? []).FirstOrDefault(each => each.Type == type);
            conditions.Add(
                new V1Condition
                {
                    Type = type,
                    Status = word,
                    Reason = what.Reason,
                    Message = what.Message,
                    ObservedGeneration = draft.Service.Metadata.Generation,
                    LastTransitionTime = before?.Status == word ? before.LastTransitionTime : draft.Now.UtcDateTime,
                }
            );
        }
    }

    private static (bool? Is, string Reason, string Message) Readiness(ServiceDraft draft, ModelServiceStatus status)
    {
        if (draft.Memory.Trouble is { } trouble)
            return (false, trouble.Reason, trouble.Message);
        if (draft.Desired == 0)
        {
            return draft.Spec.Scaling is null
                ? (true, "ScaledToZero", "it is to have no replicas")
                : (true, "Asleep", "the next request wakes it");
        }

        var main = status.Stable != 0 ? status.Stable : draft.Candidate;
        var view = draft.Of(main);
        if (status.Revisions.Where(each => each.Weight > 0).Sum(each => each.Ready) == 0)
        {
            return view.Cause is { } cause
                ? (false, cause.Reason, cause.Message)
                : (false, "Starting", $"revision {main} is starting");
        }

        return view.Ready >= draft.Desired
            ? (true, "AllReady", $"{view.Ready} of {draft.Desired} replicas are ready")
            : (true, "Degraded", view.Cause?.Message ?? $"{view.Ready} of {draft.Desired} replicas are ready");
    }

    private static (bool? Is, string Reason, string Message) Scaling(ServiceDraft draft) =>
        draft.Autoscaler is not { } autoscaler ? (null, "Starting", "there is no HorizontalPodAutoscaler yet")
        : autoscaler.Trouble is { } trouble ? (false, trouble.Reason, trouble.Message)
        : (true, "Autoscaled", $"a HorizontalPodAutoscaler asks for {draft.Desired} replicas");

    private static (bool? Is, string Reason, string Message) UpToDate(ServiceDraft draft, ModelServiceStatus status) =>
        status.Release switch
        {
            null => (null, "NoRelease", "there was no release yet"),
            { State.Ended: null } release => (
                false,
                release.Phase == RolloutPhase.Paused ? "Paused" : "Releasing",
                PrepullStep.Words(status.Revisions, release.Candidate) ?? release.Reason ?? "a release goes on"
            ),
            { Phase: RolloutPhase.Promoted } => (true, "Promoted", status.Release.Reason ?? "promoted"),
            var release => (false, "RolledBack", release.Reason ?? "rolled back"),
        };
}
