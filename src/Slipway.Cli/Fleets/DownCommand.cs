using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Cli.Fleets.Locating;
using Slipway.Cli.Fleets.Starting;
using Slipway.Cli.Fleets.Watching;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets;

/// <summary>Ends a fleet in good order.</summary>
internal sealed class DownCommand : FleetCommand
{
    public DownCommand(CliEnvironment environment)
        : base(
            "down",
            "End a fleet: the gateway finishes its requests and ends, then the services, then the supervisor. Its revisions and "
                + "history stay for the next 'slipway up'. On Kubernetes everything goes that 'slipway deploy' has applied for it; the "
                + "namespace stays.",
            environment,
            FleetArguments.AsArgument()
        )
    {
        AddFleet();
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway down", "The fleet of this folder, or the only one that runs"),
        new("slipway down newsroom", "By its name"),
    ];

    protected override bool NeedsRunning => false;

    protected override async Task<int> RunAsync(
        ParseResult result,
        IFoundFleet known,
        IFleet fleet,
        CancellationToken cancellationToken
    )
    {
        if (known is KnownFleet { Runs: false } here)
        {
            if (!here.IsAbandoned)
            {
                await Console.Output.WriteLineAsync($"{here.Name} does not run.");
                return ExitCodes.Ok;
            }

            // What one that was killed has left can be ended only by another.
            await new SupervisorLauncher(Environment).EnsureAsync(here, cancellationToken);
        }

        await FleetWatch.EndAsync(fleet, new PlainDisplay(Console.Error), cancellationToken);
        await Console.Output.WriteLineAsync($"{known.Name} is down.");
        return ExitCodes.Ok;
    }
}
