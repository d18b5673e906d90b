using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Cli.Fleets.Locating;
using Slipway.Cli.Fleets.Views;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets;

/// <summary>A fleet as it is, once.</summary>
internal sealed class StatusCommand : FleetCommand
{
    private readonly Option<string?> _format = FormatOption.Create();

    public StatusCommand(CliEnvironment environment)
        : base(
            "status",
            "Show a fleet: its services with their revisions, traffic and replicas, its releases, its gateway.",
            environment,
            FleetArguments.AsArgument()
        )
    {
        AddFleet();
        Add(_format);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway status", "The fleet of this folder, or the only one that runs"),
        new("slipway status samples/newsroom --format json", "One JSON document, with every replica"),
    ];

    protected override async Task<int> RunAsync(
        ParseResult result,
        IFoundFleet known,
        IFleet fleet,
        CancellationToken cancellationToken
    )
    {
        var status = await fleet.GetStatusAsync(cancellationToken);
        if (result.IsJson(_format))
            await Console.Output.WriteLineAsync(JsonSerializer.Serialize(status, FleetOutput.Contracts.FleetStatus));
        else
            StatusView.Write(Console.Tables, status);
        return ExitCodes.Ok;
    }
}
