using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Rollouts;

namespace Slipway.Cli.Fleets.Releases;

/// <summary>Goes back to a revision that was before.</summary>
internal sealed class RollbackCommand : OrderCommand
{
    private readonly Option<int?> _to = new("--to")
    {
        Description = "The revision to go back to. Default: the one that had the traffic before.",
        HelpName = "REVISION",
    };

    public RollbackCommand(CliEnvironment environment)
        : base(
            "rollback",
            "End a release in favour of the revision that runs; where none goes on, go back to an earlier revision.",
            environment
        )
    {
        Add(_to);
        AddOptions();
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [new("slipway rollback ner", "To the revision before"), new("slipway rollback ner --to 2", "To one that is older")];

    protected override Task OrderAsync(
        ParseResult result,
        IFleet fleet,
        string service,
        CancellationToken cancellationToken
    ) => fleet.RollbackAsync(service, result.GetValue(_to), cancellationToken);

    // The release that went on is over; where none did, another one goes back.
    protected override bool IsDone(RolloutStatus? before, ServiceStatus now) =>
        now.Rollout is not { } rollout
        || (
            rollout.Started == before?.Started && rollout.Candidate == before.Candidate
                ? rollout.Phase == RolloutPhase.RolledBack && before.Phase != RolloutPhase.RolledBack
                : ReleaseEnd.IsAtRest(rollout) || HasTraffic(now, rollout)
        );

    protected override string Tell(string service, ServiceStatus now) =>
        now.Rollout switch
        {
            { Phase: RolloutPhase.RolledBack } rollout when rollout.Stable > 0 =>
                $"Revision {rollout.Stable} of {service} has the traffic; revision {rollout.Candidate} was rolled back: {rollout.Reason}.",
            { } rollout when HasTraffic(now, rollout) => $"Revision {rollout.Candidate} of {service} has the traffic.",
            var rollout => ReleaseEnd.Tell(service, rollout?.Candidate ?? 0, rollout),
        };

    // The one that was taken back may be kept beside it for a while still.
    private static bool HasTraffic(ServiceStatus service, RolloutStatus rollout) =>
        service.Revisions.Any(revision => revision.Number == rollout.Candidate && revision.Weight >= 1);
}
