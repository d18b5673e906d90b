using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Traffic.Ledgers;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Services;

/// <summary>
/// Says what is to be made of a service, from what it is to be, what it is, and its traffic: pure but for the memory, and the same
/// again where nothing has changed.
/// </summary>
internal static class ServicePlanner
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    public static ServicePlan Plan(
        ModelService service,
        ServiceView seen,
        ServiceMemory memory,
        ServiceLedger ledger,
        DateTimeOffset now
    )
    {
        var draft = new ServiceDraft(service, seen, memory, now);
        RevisionStep.Take(draft, ledger);
        var order = OrderStep.Take(draft, ledger);
        ScalingStep.Take(draft, ledger);
        var prepull = PrepullStep.Take(draft);
        var (decision, keepsCounts) = ReleaseStep.Take(draft, ledger, order);
        var pods = Pods(draft, decision);
        // Of the stable revision as it is now; where that has just become another one, the autoscaler has it not yet.
        var leftAlone = draft.Autoscaled;
        StatusStep.Take(draft, decision, pods);
        return new ServicePlan
        {
            Status = draft.Status,
            Pods = pods,
            LeftAlone = leftAlone,
            Autoscaler = Autoscaler(draft),
            Prepull = prepull == draft.Candidate || prepull == draft.Status.Stable ? prepull : null,
            News = draft.News,
            AskGolden = decision is { AskGolden: true } ? draft.Candidate : null,
            Again = draft.Active is not null || prepull is not null || Reckons(draft) ? Beat : NextEnd(draft),
            KeepsCounts = keepsCounts,
        };
    }

    private static Dictionary<int, int> Pods(ServiceDraft draft, RolloutDecision? decision)
    {
        var pods = new Dictionary<int, int>();
        if (draft.Status.Stable != 0 && (decision?.RunStable ?? true))
            pods[draft.Status.Stable] = draft.Desired;
        if (draft.Candidate != 0 && (decision?.RunCandidate ?? true))
            pods[draft.Candidate] = PrepullStep.IsWaitedFor(draft, draft.Candidate) ? 0 : CandidatePods.Of(draft);
        foreach (var kept in draft.Status.Revisions.Where(each => each.KeepUntil > draft.Now))
        {
            pods[kept.Number] = draft.Desired;
        }

        foreach (var revision in OrderStep.Split(draft.Status).Where(each => each.Value > 0).Select(each => each.Key))
        {
            pods[revision] = draft.Desired;
        }

        return pods;
    }

    private static bool Reckons(ServiceDraft draft) => draft.Spec.Scaling is not null && !draft.IsAutoscaled;

    // While a release goes on it takes no pods away: see the scaling step.
    private static (int Revision, int Least)? Autoscaler(ServiceDraft draft) =>
        draft.IsAutoscaled && draft.Status.Stable != 0
            ? (draft.Status.Stable, draft.Active is null ? Math.Max(1, draft.Spec.Scaling!.Min) : draft.Desired)
            : null;

    private static TimeSpan? NextEnd(ServiceDraft draft) =>
        draft.Status.Revisions.Select(each => each.KeepUntil).Where(until => until > draft.Now).Min() is { } until
            ? until - draft.Now
            : null;
}
