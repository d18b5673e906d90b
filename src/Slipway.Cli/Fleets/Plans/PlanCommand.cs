using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Cli.Fleets.Starting;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Fleets.Plans;

/// <summary>Tells what <c>slipway up</c> would change.</summary>
internal sealed class PlanCommand : SlipwayCommand
{
    private readonly CliEnvironment _environment;
    private readonly ManifestArguments _manifest = new();
    private readonly Option<string?> _state = StateOption.Create();
    private readonly Option<string?> _format = FormatOption.Create();

    public PlanCommand(CliEnvironment environment)
        : base("plan", "Show what 'slipway up' would change of the fleet that runs; nothing is changed.")
    {
        _environment = environment;
        _manifest.AddTo(this);
        Add(_state);
        Add(_format);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway plan", "The manifest of the current folder against what runs of it"),
        new("slipway plan samples/newsroom -e production", "With slipway.production.yaml laid over it"),
        new("slipway plan samples/newsroom -e production --set replicas=3 --format json", "For a program"),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var console = _environment.Console;
        var reading = FleetManifestReader.Read(_manifest.Path(result), _manifest.Options(result, _environment));
        if (reading.Manifest is null)
        {
            ManifestReport.Write(console.Error, reading);
            throw CliException.Usage($"{ManifestReport.Count(reading)} in {reading.File}.");
        }

        LocalTargets.Check(reading.Manifest);
        var plan = await console.WaitAsync(
            "Comparing…",
            () => new FleetPlanner(_environment.Fleets).PlanAsync(reading, result.GetValue(_state), cancellationToken)
        );
        if (result.IsJson(_format))
            await console.Output.WriteLineAsync(JsonSerializer.Serialize(plan, FleetOutput.Contracts.FleetPlan));
        else
            PlanReport.Write(console.Output, plan);
        return ExitCodes.Ok;
    }
}
