using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Scaling;
using Slipway.Deployment.Traffic.Ledgers;

namespace Slipway.Operator.Services;

/// <summary>How many replicas each revision with traffic should have.</summary>
internal static class ScalingStep
{
    public static void Take(ServiceDraft draft, ServiceLedger ledger)
    {
        if (draft.Spec.Scaling is not { } config)
        {
            draft.Memory.Scaling = null;
            draft.Desired = Math.Max(0, draft.Spec.Replicas ?? 1);
            draft.Status = draft.Status with { Desired = null };
            return;
        }

        if (draft.IsAutoscaled)
        {
            draft.Memory.Scaling = null;
            draft.Desired = ByAutoscaler(draft, config);
            draft.Status = draft.Status with { Desired = draft.Desired };
            return;
        }

        var memory = draft.Memory;
        var state = memory.Scaling ?? Resume(config, draft);
        memory.Scaling = state;
        if (ledger.Reports != memory.ScaledReports)
        {
            var decision = ScalingPolicy.Decide(config, state, Observe(draft, ledger), draft.Now);
            (memory.ScaledReports, memory.ScaledAt, memory.Scaling) = (ledger.Reports, draft.Now, decision.State);
            if (decision.Reason is { } reason)
                Tell(draft, decision.Replicas, reason);
        }

        draft.Desired = Math.Clamp(memory.Scaling.Desired, Math.Max(0, config.Min), Math.Max(1, config.Max));
        draft.Status = draft.Status with { Desired = draft.Desired };
    }

    // What the autoscaler has made of the stable revision. Until it has that one, what was reckoned last holds; and while a release
    // goes on nothing is taken away, so that whichever revision has the traffic in the end has the pods for it.
    private static int ByAutoscaler(ServiceDraft draft, ScalingConfig config)
    {
        var least = Math.Max(1, config.Min);
        var stable = draft.Of(draft.Status.Stable).Wanted;
        var kept = draft.Status.Desired ?? stable ?? least;
        var wanted = draft.Autoscaled is not null && stable is > 0 ? stable.Value : kept;
        return Math.Clamp(draft.Active is null ? wanted : Math.Max(wanted, kept), least, Math.Max(least, config.Max));
    }

    // As if it had panicked: nothing is taken away before a stable window has been seen here.
    private static ScalingState Resume(ScalingConfig config, ServiceDraft draft)
    {
        var fresh = ScalingPolicy.Begin(config, draft.Now);
        return draft.Status.Desired is { } desired
            ? fresh with
            {
                Desired = desired,
                Panicked = desired > 0 ? draft.Now : null,
            }
            : fresh;
    }

    private static ScalingObservation Observe(ServiceDraft draft, ServiceLedger ledger) =>
        new()
        {
            Concurrency = ledger.Concurrency ?? double.NaN,
            Over = draft.Memory.ScaledAt is { } last ? draft.Now - last : TimeSpan.Zero,
            Held = ledger.Held,
            InFlight = ledger.InFlight,
            Ready = draft.Of(draft.Status.Stable).Ready,
            HasNewcomer = draft.Active?.Phase is RolloutPhase.Starting or RolloutPhase.Testing,
        };

    private static void Tell(ServiceDraft draft, int replicas, string reason) =>
        draft.Tell(
            "scaled",
            replicas == 0
                ? $"to sleep: {reason}"
                : $"to {replicas} {(replicas == 1 ? "replica" : "replicas")}: {reason}",
            null
        );
}
