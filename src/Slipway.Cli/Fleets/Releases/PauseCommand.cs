using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Rollouts;

namespace Slipway.Cli.Fleets.Releases;

/// <summary>Has a release stand still.</summary>
internal sealed class PauseCommand : OrderCommand
{
    public PauseCommand(CliEnvironment environment)
        : base(
            "pause",
            "Have a release stand still with the traffic that its new revision has; a failing gate or a crash still takes it back.",
            environment
        ) => AddOptions();

    public override IReadOnlyList<Example> Examples { get; } =
    [new("slipway pause ner", "'slipway resume ner' has it go on")];

    protected override Task OrderAsync(
        ParseResult result,
        IFleet fleet,
        string service,
        CancellationToken cancellationToken
    ) => fleet.PauseAsync(service, cancellationToken);

    protected override bool IsDone(RolloutStatus? before, ServiceStatus now) => ReleaseEnd.IsAtRest(now.Rollout);

    protected override string Tell(string service, ServiceStatus now) =>
        now.Rollout?.Phase == RolloutPhase.Paused
            ? $"The release of {service} stands still."
            : $"The release of {service} was over before: {now.Rollout?.Reason}.";
}
