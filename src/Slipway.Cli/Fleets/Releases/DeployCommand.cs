using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Cli.Fleets.Locating;
using Slipway.Cli.Kubernetes.Deploying;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Fleets.Releases;

/// <summary>Brings a whole fleet into a cluster, or releases another model for one service of a fleet of this machine.</summary>
internal sealed class DeployCommand : FleetCommand
{
    private readonly Argument<string?> _what = new("MANIFEST|SERVICE")
    {
        Description =
            "For a cluster: a manifest, or a folder with a slipway.yaml; default: the current folder. With MODEL: the service's name.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Argument<string?> _model = new("MODEL")
    {
        Description =
            "On this machine: a model file or package, here or at an address (oci://…), or a project of handlers in C# or its published folder; "
            + "where the fleet runs in containers, a model or an image.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly WaitArguments _wait = new();
    private readonly DeployArguments _deploy = new();
    private readonly FleetArguments _fleet;

    public DeployCommand(CliEnvironment environment)
        : this(environment, FleetArguments.AsOption()) { }

    private DeployCommand(CliEnvironment environment, FleetArguments fleet)
        : base(
            "deploy",
            "With a manifest whose target is kubernetes: bring the fleet into a cluster. Shows first what would change, asks, applies it, and "
                + "waits until all is ready: exits with 7 where something does not become so, and tells why. What is no longer in the manifest "
                + "goes. With SERVICE and MODEL, on this machine: make a revision of a service beside the one that runs, which takes over as the "
                + "service's rollout policy says. Shows the release until it has ended: exits with 0 where it was promoted, with 8 where it was "
                + "rolled back or stands still. The manifest is not changed: name the model there as well.",
            environment,
            fleet
        )
    {
        _fleet = fleet;
        Add(_what);
        Add(_model);
        _wait.AddTo(this);
        AddFleet();
        _deploy.AddTo(this);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new(
            "slipway deploy samples/newsroom --target kubernetes --registry registry.example/team",
            "Into the current context's cluster; asks before it changes something"
        ),
        new("slipway deploy -e production --dry-run", "What would change of a manifest with 'target: kubernetes'"),
        new(
            "slipway deploy --target kubernetes --form resources --create-namespace --yes",
            "For Slipway's operator, without a question"
        ),
        new("slipway deploy ner models/ner-2", "On this machine: a new model; Ctrl+C leaves the release going on"),
        new("slipway deploy ner oci://registry.example/team/ner:2 --no-wait", "From a registry, without looking on"),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        if (result.GetValue(_model) is not null)
        {
            if (_deploy.Given(result) is { } given)
                throw CliException.Usage($"{given}: for a whole fleet in a cluster; leave MODEL out, or the option.");
            return await RunOnFleetAsync(result, cancellationToken);
        }

        var path = result.GetValue(_what) ?? ".";
        if (!Path.Exists(path))
        {
            throw CliException.Usage(
                $"There is no manifest or folder '{path}'. 'slipway deploy MANIFEST' brings a fleet into a cluster, 'slipway deploy SERVICE "
                    + "MODEL' releases a model for a service of this machine."
            );
        }

        var manifest = _deploy.Manifest(result, Environment, _fleet.Cluster);
        CheckTarget(path, manifest);
        var options = _deploy.Options(result, path, manifest, _fleet.Cluster, _wait.Waits(result));
        var deployment = new ClusterDeployment(Environment, options);
        var rendered = await deployment.RenderAsync(cancellationToken);
        return await _fleet.Cluster.UseAsync(
            result,
            Environment,
            api => deployment.RunAsync(rendered, api, cancellationToken)
        );
    }

    protected override Task<int> RunAsync(
        ParseResult result,
        IFoundFleet known,
        IFleet fleet,
        CancellationToken cancellationToken
    )
    {
        var (service, model) = (result.GetValue(_what)!, result.GetValue(_model)!);
        return known is KnownFleet here
            ? new ServiceDeployment(Environment, here, fleet).RunAsync(
                service,
                model,
                _wait.Waits(result),
                cancellationToken
            )
            : throw CliException.Usage(
                $"{known.Name} is in a cluster, where another model comes by the manifest: name it there, or its image by --image "
                    + $"{service}=REFERENCE, and run 'slipway deploy'."
            );
    }

    // Problems of the manifest are told by who renders it.
    private static void CheckTarget(string path, ManifestOptions options)
    {
        var reading = FleetManifestReader.Read(path, options);
        if ((reading.Manifest ?? reading.Unchecked)?.Target is FleetTarget.Process or FleetTarget.Container)
        {
            throw CliException.Usage(
                $"The fleet of {reading.File} runs on this machine: 'slipway up' starts it and changes it. '--target kubernetes' brings it into a "
                    + "cluster; 'slipway deploy SERVICE MODEL' releases a model for one service of it."
            );
        }
    }
}
