using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Rollouts;

/// <summary>
/// Says how a release goes on: pure, so that every target takes the same decisions, and so that one can be repeated. It is asked
/// again and again, about each second and whenever something changes, with the state that it gave the last time.
/// </summary>
public static class RolloutPolicy
{
    /// <summary>How a release begins.</summary>
    /// <param name="config">Its strategy is kept, also if the configuration changes meanwhile; all else is as it is then.</param>
    /// <param name="stable">The revision that has the traffic; null for a service's first.</param>
    /// <param name="candidate">The new one.</param>
    /// <param name="now">The time.</param>
    public static RolloutState Begin(RolloutConfig config, int? stable, int candidate, DateTimeOffset now) =>
        new()
        {
            Stable = stable,
            Candidate = candidate,
            Strategy = config.Strategy,
            Phase = RolloutPhase.Starting,
            Began = now,
            StepBegan = now,
            Reason = $"revision {candidate} is starting",
        };

    /// <summary>What is to be done now. The same arguments give the same decision.</summary>
    public static RolloutDecision Decide(
        RolloutConfig config,
        RolloutState state,
        RolloutObservation seen,
        DateTimeOffset now
    ) => new RolloutRun(config, state, seen, now).Decide();

    /// <summary>How far a release is, for people.</summary>
    public static RolloutStatus Status(RolloutConfig config, RolloutState state)
    {
        var canary = state.Strategy is RolloutStrategy.Canary;
        return new RolloutStatus
        {
            Stable = state.Stable ?? 0,
            Candidate = state.Candidate,
            Strategy = state.Strategy,
            Phase = state.Phase,
            Step = canary && (state.PausedFrom ?? state.Phase) is RolloutPhase.Stepping ? state.Step + 1 : 0,
            Steps = canary ? config.Steps.Count : 0,
            Started = state.Began,
            Ended = state.Ended,
            Gates = state.Gates,
            Reason = state.Reason,
        };
    }
}
