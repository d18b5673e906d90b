using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Traffic.Ledgers;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Services;

/// <summary>A specification whose pods would be others makes another revision.</summary>
internal static class RevisionStep
{
    private const int DefaultHistory = 5;

    public static void Take(ServiceDraft draft, ServiceLedger ledger)
    {
        var template = RevisionTemplate.Of(draft.Spec);
        var key = RevisionTemplate.Key(template);
        if (draft.Status.Declared != key)
            Add(draft, template, key, ledger);
        Collect(draft);
    }

    /// <summary>A revision is to take over; another one that was about to is given up.</summary>
    public static void Begin(ServiceDraft draft, int revision, RolloutConfig config, ServiceLedger ledger)
    {
        if (draft.Active is { } other)
            draft.Tell("superseded", $"revision {revision} came before it was promoted", other.Candidate);
        int? stable = draft.Status.Stable == 0 ? null : draft.Status.Stable;
        var state = RolloutPolicy.Begin(config, stable, revision, draft.Now);
        draft.Memory.Forget();
        draft.Status = draft.Status with
        {
            Split = null,
            Release = new ReleaseInfo
            {
                Candidate = revision,
                Strategy = state.Strategy,
                Phase = state.Phase,
                Reason = state.Reason,
                State = state,
                Config = config,
                Before = stable is { } before ? ledger.Of(before).LastMinutes() : new RevisionCounts(),
            },
        };
    }

    private static void Add(ServiceDraft draft, ModelServiceSpec template, string key, ServiceLedger ledger)
    {
        var number = draft.Status.Revisions.Select(each => each.Number).DefaultIfEmpty(0).Max() + 1;
        var revision = new RevisionInfo
        {
            Number = number,
            Source = RevisionTemplate.Source(template),
            Key = key,
            Created = draft.Now,
            Template = template,
        };
        draft.Status = draft.Status with { Declared = key, Revisions = [revision, .. draft.Status.Revisions] };
        draft.Tell("deployed", $"revision {number} is {revision.Source}", number);
        var rollout = draft.Spec.Rollout ?? new RolloutConfig();
        if (draft.Spec.Route is { } route)
        {
            rollout = Uncounted(rollout);
            draft.Tell(
                "uncounted",
                $"the Gateway {route.Gateway} splits the traffic and tells of no requests: the release goes by time, by pods that are ready and by golden requests",
                number
            );
        }

        Begin(draft, number, rollout, ledger);
    }

    // Gates that nothing can be seen by would never come to a verdict.
    private static RolloutConfig Uncounted(RolloutConfig config) =>
        config with
        {
            MinimumRequests = 0,
            Gates = config.Gates with { ErrorRate = null, Latency = null, Agreement = null },
        };

    // Those that may be gone back to, the newest; what has traffic or is about to does not count.
    private static void Collect(ServiceDraft draft)
    {
        var status = draft.Status;
        var split = OrderStep.Split(status);
        bool IsUsed(RevisionInfo each) =>
            each.Number == status.Stable
            || each.Number == status.Previous
            || each.Number == draft.Candidate
            || each.KeepUntil > draft.Now
            || split.ContainsKey(each.Number);
        var limit = Math.Max(0, draft.Spec.RevisionHistoryLimit ?? DefaultHistory);
        var old = status
            .Revisions.Where(each => !IsUsed(each))
            .OrderByDescending(each => each.Number)
            .Skip(limit)
            .ToHashSet();
        if (old.Count > 0)
            draft.Status = status with { Revisions = [.. status.Revisions.Where(each => !old.Contains(each))] };
    }
}
