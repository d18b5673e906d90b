using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Deployment.Manifest;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Rendering.Output;

namespace Slipway.Cli.Kubernetes;

/// <summary>Writes a fleet as objects of Kubernetes; nothing is applied, built or pushed.</summary>
internal sealed class RenderKubernetesCommand : SlipwayCommand
{
    private const string ChartVersion = "0.1.0";

    private readonly CliEnvironment _environment;
    private readonly ManifestArguments _manifest = new(hasTarget: false);
    private readonly RenderArguments _rendering = new();
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description =
            "Write a Kustomize base there, with an overlay for each slipway.NAME.yaml beside the manifest (with -e for that one), instead of "
            + "one stream to standard output.",
        HelpName = "FOLDER",
    };
    private readonly Option<string?> _helm = new("--helm")
    {
        Description = "Write a Helm chart there instead.",
        HelpName = "FOLDER",
    };
    private readonly Option<bool> _singleHost = new("--single-host")
    {
        Description = "For 'podman kube play' on one machine: the machine's own network, one replica each.",
    };

    public RenderKubernetesCommand(CliEnvironment environment)
        : base(
            "kubernetes",
            "Write the fleet of a slipway.yaml as objects of Kubernetes, to be read, kept and applied: one YAML stream, a Kustomize base, or "
                + "a Helm chart. The same manifest gives the same text. Nothing is applied, built or pushed."
        )
    {
        _environment = environment;
        _manifest.AddTo(this);
        _rendering.AddTo(this);
        foreach (var option in (Option[])[_output, _helm, _singleHost])
        {
            Add(option);
        }

        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway render kubernetes samples/newsroom --registry registry.example/team", "To read it"),
        new(
            "slipway render kubernetes -e production --registry registry.example/team | kubectl apply -f -",
            "To apply it"
        ),
        new(
            "slipway render kubernetes --output deploy --registry registry.example/team",
            "A Kustomize base and overlays"
        ),
        new("slipway render kubernetes --helm chart --image ner=registry.example/team/ner:3", "A Helm chart"),
        new(
            "slipway render kubernetes --single-host > fleet.yaml && podman kube play fleet.yaml",
            "On one machine, with Podman"
        ),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var (output, helm) = (result.GetValue(_output), result.GetValue(_helm));
        CheckOptions(result, output, helm);
        var options = _manifest.Options(result, _environment) with { Target = FleetTarget.Kubernetes };
        var rendering = new FleetRendering(
            _environment.Console,
            _manifest.Path(result),
            result.GetValue(_singleHost)
                ? _rendering.Options(result) with
                {
                    Form = RenderForm.SingleHost,
                }
                : _rendering.Options(result)
        );
        if (output is not null)
        {
            await rendering.TellAsync(await WriteKustomizeAsync(rendering, options, output, cancellationToken));
        }
        else if (helm is not null)
        {
            var fleet = await rendering.RunAsync(options, cancellationToken);
            await OutputFolder.WriteAsync(helm, HelmChart.Write(fleet, ChartVersion), cancellationToken);
            await rendering.TellAsync(fleet);
        }
        else
        {
            var fleet = await rendering.RunAsync(options, cancellationToken);
            await _environment.Console.Output.WriteAsync(YamlText.Of(fleet.Objects));
            await rendering.TellAsync(fleet);
        }

        return ExitCodes.Ok;
    }

    private static async Task<RenderedFleet> WriteKustomizeAsync(
        FleetRendering rendering,
        ManifestOptions options,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var fleet = await rendering.RunAsync(options with { Environment = null }, cancellationToken);
        var overlays = new Dictionary<string, RenderedFleet>(StringComparer.Ordinal);
        foreach (var name in options.Environment is { } only ? [only] : rendering.Environments())
        {
            overlays[name] = await rendering.RunAsync(options with { Environment = name }, cancellationToken);
        }

        await OutputFolder.WriteAsync(folder, KustomizeFolder.Write(fleet, overlays), cancellationToken);
        return fleet;
    }

    private void CheckOptions(ParseResult result, string? output, string? helm)
    {
        if (output is not null && helm is not null)
            throw CliException.Usage("--output and --helm are two forms; run the command once for each.");
        if (!result.GetValue(_singleHost))
            return;
        if (output is not null || helm is not null)
            throw CliException.Usage(
                "--single-host is one stream, for 'podman kube play'; leave --output and --helm out."
            );
        if (_rendering.Form(result) == RenderForm.Resources)
            throw CliException.Usage("--single-host has no operator; leave --form out.");
        if (_rendering.HasNamespace(result))
            throw CliException.Usage("Podman knows no namespaces; leave --namespace out.");
    }
}
