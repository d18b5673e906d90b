using Slipway.Deployment.Fleet;
using Slipway.Deployment.Rollouts;

namespace Slipway.Cli.Fleets.Releases;

/// <summary>How a release ended, in words and as an exit code.</summary>
internal static class ReleaseEnd
{
    /// <summary>Nothing more happens to it by itself.</summary>
    public static bool IsAtRest(RolloutStatus? rollout) =>
        rollout?.Phase is null or RolloutPhase.Promoted or RolloutPhase.RolledBack or RolloutPhase.Paused;

    /// <summary>What is said of one that was promoted.</summary>
    /// <exception cref="CliException">NotPromoted: it was not.</exception>
    public static string Tell(string service, int revision, RolloutStatus? rollout)
    {
        var reason = CliConsole.Plain(rollout?.Reason?.TrimEnd('.') ?? "nobody says why");
        if (rollout is null || rollout.Candidate != revision)
            throw NotPromoted(
                $"Another revision of {service} came before revision {revision} was promoted. 'slipway history {service}' tells of it."
            );
        return rollout.Phase switch
        {
            RolloutPhase.Promoted => $"Revision {revision} of {service} is promoted: {reason}.",
            RolloutPhase.RolledBack => throw NotPromoted(
                $"Revision {revision} of {service} was rolled back: {reason}. Revision {rollout.Stable} has the traffic."
            ),
            _ => throw NotPromoted(
                $"Revision {revision} of {service} stands still: {reason}. 'slipway resume {service}' has it go on, 'slipway promote "
                    + $"{service}' gives it all traffic, 'slipway rollback {service}' takes it back."
            ),
        };
    }

    private static CliException NotPromoted(string message) => new(ExitCodes.NotPromoted, message);
}
