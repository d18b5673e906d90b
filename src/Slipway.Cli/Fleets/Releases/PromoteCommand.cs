using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.Views;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Releases;

/// <summary>Gives the new revision all traffic.</summary>
internal sealed class PromoteCommand : OrderCommand
{
    public PromoteCommand(CliEnvironment environment)
        : base(
            "promote",
            "Give the new revision of a release all traffic, whatever the gates say; as soon as it is ready, where it is not.",
            environment
        ) => AddOptions();

    public override IReadOnlyList<Example> Examples { get; } =
    [new("slipway promote ner", "A release that stands still, or is to be over")];

    protected override Task OrderAsync(
        ParseResult result,
        IFleet fleet,
        string service,
        CancellationToken cancellationToken
    ) => fleet.PromoteAsync(service, cancellationToken);

    protected override bool IsDone(RolloutStatus? before, ServiceStatus now) =>
        now.Rollout is not { } rollout || rollout.Started != before?.Started || RolloutText.IsOver(rollout);

    protected override string Tell(string service, ServiceStatus now) =>
        ReleaseEnd.Tell(service, now.Rollout?.Candidate ?? 0, now.Rollout);
}
