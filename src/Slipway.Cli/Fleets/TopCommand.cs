using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Cli.Fleets.Locating;
using Slipway.Cli.Fleets.Watching;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets;

/// <summary>A fleet as it is, again and again.</summary>
internal sealed class TopCommand : FleetCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan KeyPause = TimeSpan.FromMilliseconds(50);

    public TopCommand(CliEnvironment environment)
        : base(
            "top",
            "Show a fleet as 'slipway up' does, until q or Ctrl+C; it is left alone.",
            environment,
            FleetArguments.AsArgument()
        )
    {
        AddFleet();
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [new("slipway top", "The fleet of this folder, or the only one that runs")];

    protected override async Task<int> RunAsync(
        ParseResult result,
        IFoundFleet known,
        IFleet fleet,
        CancellationToken cancellationToken
    )
    {
        if (!Console.IsLive)
        {
            throw CliException.Usage(
                "'slipway top' writes its table over and over, which takes a terminal. 'slipway status' prints it once."
            );
        }

        try
        {
            return await LiveDisplay.RunAsync(Console, display => WatchAsync(known, fleet, display, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Ok;
        }
    }

    private async Task<int> WatchAsync(
        IFoundFleet known,
        IFleet fleet,
        IFleetDisplay display,
        CancellationToken cancellationToken
    )
    {
        var wasThere = true;
        display.Hint("q leaves.");
        do
        {
            var isThere = await FleetWatch.LookAsync(fleet, display, cancellationToken) is not null;
            if (!isThere && !known.IsExpected)
            {
                display.Say($"{known.Name} has ended.");
                return ExitCodes.Ok;
            }

            if (wasThere && !isThere)
                display.Say(known.Gone);
            wasThere = isThere;
        } while (!await QuitsAsync(cancellationToken));

        return ExitCodes.Ok;
    }

    private async Task<bool> QuitsAsync(CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; waited < Pause; waited += KeyPause)
        {
            if (Environment.ReadKey() is 'q' or 'Q')
                return true;
            await Task.Delay(KeyPause, cancellationToken);
        }

        return false;
    }
}
