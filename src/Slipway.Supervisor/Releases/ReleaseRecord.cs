using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;

namespace Slipway.Supervisor.Releases;

/// <summary>A release as it is kept: it goes on where it stood when another supervisor takes over.</summary>
internal sealed record ReleaseRecord
{
    public required RolloutState State { get; init; }

    /// <summary>The policy it began with.</summary>
    public required RolloutConfig Config { get; init; }

    /// <summary>What was counted since it began.</summary>
    public required RolloutCounts Counts { get; init; }

    /// <summary>The stable revision's last minutes before it began.</summary>
    public required RevisionCounts Before { get; init; }

    public bool HasEnded => State.Phase is RolloutPhase.Promoted or RolloutPhase.RolledBack;
}
