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
    private const string Plain = "plain";
    private const string Resources = "resources";
    private const string ChartVersion = "0.1.0";

    private readonly CliEnvironment _environment;
    private readonly ManifestArguments _manifest = new(hasTarget: false);
    private readonly Option<string?> _namespace = new("--namespace", "-n")
    {
        Description =
            "Where the objects are; a fleet has one for itself. Default: the manifest's, else the fleet's name.",
        HelpName = "NAME",
    };
    private readonly Option<string[]> _image = new("--image")
    {
        Description =
            "The image of a service, or of the gateway (gateway=REFERENCE), whatever the manifest says. May be given several times.",
        HelpName = "SERVICE=REFERENCE",
    };
    private readonly Option<string?> _registry = new("--registry")
    {
        Description =
            "What the images of models and projects are pushed under: PREFIX/FLEET-SERVICE:DIGEST. Default: the manifest's; without, they "
            + "are called slipway.local/FLEET/SERVICE:DIGEST, as on this machine.",
        HelpName = "PREFIX",
    };
    private readonly Option<string> _form = new("--form")
    {
        Description =
            "plain: Kubernetes' own objects, no operator is needed. resources: a ModelService for each service, for Slipway's operator.",
        HelpName = "FORM",
        DefaultValueFactory = _ => Plain,
    };
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
        _form.AcceptOnlyFromAmong(Plain, Resources);
        _image.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"--image takes SERVICE=REFERENCE, not '{token.Value}'.");
            }
        });
        foreach (var option in (Option[])[_namespace, _image, _registry, _form, _output, _helm, _singleHost])
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
            new FleetRenderingOptions
            {
                Form =
                    result.GetValue(_singleHost) ? RenderForm.SingleHost
                    : result.GetValue(_form) == Resources ? RenderForm.Resources
                    : RenderForm.Plain,
                Namespace = result.GetValue(_namespace),
                Registry = result.GetValue(_registry)?.TrimEnd('/'),
                Images = Images(result),
            }
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
        if (result.GetValue(_form) == Resources)
            throw CliException.Usage("--single-host has no operator; leave --form out.");
        if (result.GetValue(_namespace) is not null)
            throw CliException.Usage("Podman knows no namespaces; leave --namespace out.");
    }

    private Dictionary<string, string> Images(ParseResult result)
    {
        var images = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in result.GetValue(_image) ?? [])
        {
            var parts = pair.Split('=', 2);
            images[parts[0]] = parts[1];
        }

        return images;
    }
}
