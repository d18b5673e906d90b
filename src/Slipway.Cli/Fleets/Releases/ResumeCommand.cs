using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.Views;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Rollouts;

namespace Slipway.Cli.Fleets.Releases;

/// <summary>Has a release go on that stands still.</summary>
internal sealed class ResumeCommand : OrderCommand
{
    public ResumeCommand(CliEnvironment environment)
        : base(
            "resume",
            "Have a release go on that stands still; the time of its step begins anew, and a split by hand ends.",
            environment
        ) => AddOptions();

    public override IReadOnlyList<Example> Examples { get; } =
    [new("slipway resume ner", "After 'slipway pause ner', or where the gates came to no verdict")];

    protected override Task OrderAsync(
        ParseResult result,
        IFleet fleet,
        string service,
        CancellationToken cancellationToken
    ) => fleet.ResumeAsync(service, cancellationToken);

    protected override bool IsDone(RolloutStatus? before, ServiceStatus now) =>
        now.Rollout?.Phase != RolloutPhase.Paused;

    protected override string Tell(string service, ServiceStatus now) =>
        now.Rollout is { } rollout && !RolloutText.IsOver(rollout)
            ? $"The release of {service} goes on."
            : $"{service}: revision {Figures.Revisions(now)} has the traffic.";
}
