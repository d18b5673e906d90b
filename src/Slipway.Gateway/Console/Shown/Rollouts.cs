using System.Diagnostics.CodeAnalysis;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Rollouts;

namespace Slipway.Gateway.Console.Shown;

/// <summary>Releases in words.</summary>
public static class Rollouts
{
    public static bool IsGoingOn([NotNullWhen(true)] RolloutStatus? rollout) =>
        rollout is { Phase: not (RolloutPhase.Promoted or RolloutPhase.RolledBack) };

    /// <summary>Such as <c>canary, step 2 of 4</c>.</summary>
    public static string Progress(RolloutStatus rollout)
    {
        var strategy = Show.Words(rollout.Strategy);
        return rollout is { Step: > 0, Steps: > 0 } ? $"{strategy}, step {rollout.Step} of {rollout.Steps}" : strategy;
    }
}
