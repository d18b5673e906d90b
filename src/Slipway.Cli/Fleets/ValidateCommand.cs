using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Fleets;

/// <summary>Tells of everything that is wrong with a manifest.</summary>
internal sealed class ValidateCommand : SlipwayCommand
{
    private readonly CliEnvironment _environment;
    private readonly ManifestArguments _manifest = new();
    private readonly Option<string?> _format = FormatOption.Create();

    public ValidateCommand(CliEnvironment environment)
        : base("validate", "Check a manifest: every mistake with its line and column; nothing is started.")
    {
        _environment = environment;
        _manifest.AddTo(this);
        Add(_format);
        SetAction((result, _) => RunAsync(result));
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway validate", "slipway.yaml of the current folder"),
        new("slipway validate samples/newsroom -e production", "With slipway.production.yaml laid over it"),
        new("slipway validate fleet.yaml --set tag=v2 --format json", "With a variable's value, for a program"),
    ];

    private async Task<int> RunAsync(ParseResult result)
    {
        var reading = FleetManifestReader.Read(_manifest.Path(result), _manifest.Options(result, _environment));
        var output = _environment.Console.Output;
        if (result.IsJson(_format))
        {
            var verdict = new ManifestVerdict(
                reading.File,
                reading.Manifest is not null,
                reading.Problems,
                reading.MoreProblems
            );
            await output.WriteLineAsync(JsonSerializer.Serialize(verdict, FleetOutput.Verdicts.ManifestVerdict));
        }
        else if (reading.Manifest is { } manifest)
        {
            await output.WriteLineAsync(
                $"{CliConsole.Plain(reading.File)} is valid: {Count(manifest.Services.Count, "service")}, "
                    + $"{Count(manifest.Pipelines.Count, "pipeline")}."
            );
        }
        else
        {
            ManifestReport.Write(output, reading);
        }

        return reading.Manifest is not null
            ? ExitCodes.Ok
            : throw CliException.Usage($"{ManifestReport.Count(reading)} in {reading.File}.");
    }

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
}
