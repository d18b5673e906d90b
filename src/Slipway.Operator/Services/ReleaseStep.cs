using System.Globalization;
using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Traffic.Ledgers;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Services;

/// <summary>The rollout policy is shown what is seen of a release, and what it decides is put down.</summary>
internal static class ReleaseStep
{
    // Readings that change nothing are not worth a write each second.
    private static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(5);

    /// <returns>What the policy decided, null where no release goes on, and whether what was counted is in the status now.</returns>
    public static (RolloutDecision? Decision, bool KeepsCounts) Take(
        ServiceDraft draft,
        ServiceLedger ledger,
        RolloutOrder? order
    )
    {
        if (draft.Active is not { } release)
        {
            draft.Memory.Forget();
            return (null, false);
        }

        var memory = draft.Memory;
        memory.Count(ledger, release.State.Stable ?? 0, release.Candidate);
        var counts = release.Counts.Plus(memory.Pending);
        var (health, why) = Health(draft, release);
        var decision = RolloutPolicy.Decide(
            release.Config,
            release.State,
            new RolloutObservation
            {
                Candidate = health,
                Why = why,
                // Pods that are replaced take their counts with them.
                Ends = Math.Max(release.State.Ends, draft.Of(release.Candidate).Ends),
                Golden = memory.Golden is { IsCompletedSuccessfully: true } golden ? golden.Result : null,
                Counts = counts,
                Before = release.Before,
                Order = order,
            },
            draft.Now
        );
        if (!decision.AskGolden)
            memory.Golden = null;
        var isNews = decision.Events.Count > 0 || !IsSame(decision.State, release.State);
        if (!isNews && draft.Now - memory.CountsKept < WriteInterval)
            return (decision, false);
        Keep(draft, release, decision, counts);
        // What was decided is about two revisions, of which there is one now.
        return (draft.Active is null ? null : decision, true);
    }

    private static void Keep(ServiceDraft draft, ReleaseInfo release, RolloutDecision decision, RolloutCounts counts)
    {
        var state = decision.State;
        var shown = RolloutPolicy.Status(release.Config, state);
        draft.Status = draft.Status with
        {
            Release = release with
            {
                State = state,
                Phase = state.Phase,
                Reason = state.Reason,
                Step =
                    shown.Steps == 0
                        ? null
                        : string.Create(CultureInfo.InvariantCulture, $"{shown.Step}/{shown.Steps}"),
                Counts = counts,
            },
        };
        foreach (var each in decision.Events)
        {
            draft.Tell(each.Kind, each.Message, state.Candidate);
        }

        if (state.Ended is not null)
            End(draft, release, state);
    }

    private static void End(ServiceDraft draft, ReleaseInfo release, RolloutState state)
    {
        draft.Memory.Forget();
        draft.Status = draft.Status with { Split = null, Mirror = null };
        if (state.Phase != RolloutPhase.Promoted)
            return;
        var keep = release.Config.KeepOld;
        draft.Status = draft.Status with
        {
            Stable = state.Candidate,
            Previous = state.Stable,
            Revisions =
            [
                .. draft.Status.Revisions.Select(each =>
                    each.Number == state.Stable && keep > TimeSpan.Zero
                        ? each with
                        {
                            KeepUntil = draft.Now + keep,
                        }
                        : each
                ),
            ],
        };
    }

    // Before it has traffic all its pods count; afterwards one that answers is enough.
    private static (CandidateHealth Health, string? Why) Health(ServiceDraft draft, ReleaseInfo release)
    {
        var view = draft.Of(release.Candidate);
        var hasTraffic = draft.Find(release.Candidate) is { Weight: > 0 } || draft.Status.Mirror > 0;
        if (view.Ready > 0 && (hasTraffic || view.Ready >= CandidatePods.Of(draft)))
            return (CandidateHealth.Ready, null);
        if (draft.Desired == 0)
            return (CandidateHealth.Asleep, null);
        return view.IsBroken
            ? (CandidateHealth.Broken, view.Cause?.Message ?? "it did not get ready in its time")
            : (CandidateHealth.Pending, view.Cause?.Message);
    }

    private static bool IsSame(RolloutState one, RolloutState other) =>
        one.Phase == other.Phase
        && one.PausedFrom == other.PausedFrom
        && one.Step == other.Step
        && one.StepBegan == other.StepBegan
        && one.Ended == other.Ended
        && one.Ends == other.Ends
        && one.Warm == other.Warm
        && one.Order == other.Order
        && one.Reason == other.Reason;
}
