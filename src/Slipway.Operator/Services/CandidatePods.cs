using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Services;

/// <summary>How many pods a candidate has.</summary>
internal static class CandidatePods
{
    /// <summary>
    /// As many as the stable revision; where an autoscaler reckons these, as many as the next step's part of the traffic asks for: so they
    /// are there before that part is, and before a promotion all are.
    /// </summary>
    public static int Of(ServiceDraft draft)
    {
        if (
            !draft.IsAutoscaled
            || draft.Active is not { Strategy: RolloutStrategy.Canary, State.Stable: not null } release
            || draft.Desired == 0
        )
            return draft.Desired;
        var share = Next(release);
        return Math.Clamp((int)Math.Ceiling(draft.Desired * share - 1e-9), 1, draft.Desired);
    }

    private static double Next(ReleaseInfo release)
    {
        var steps = release.Config.Steps;
        var phase = release.State.PausedFrom ?? release.State.Phase;
        var next = phase == RolloutPhase.Stepping ? release.State.Step + 1 : 0;
        return next < steps.Count ? Math.Clamp(steps[next] / 100, 0, 1) : 1;
    }
}
