using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Fleets.CommandLine;
using Slipway.Cli.Fleets.Locating;
using Slipway.Cli.Fleets.Starting;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Fleets.Releases;

/// <summary>Releases another model for a service, beside the one that runs.</summary>
internal sealed class DeployCommand : ServiceCommand
{
    private readonly Argument<string> _model = new("MODEL")
    {
        Description =
            "A model file or package, here or at an address (oci://…), or a project of handlers in C# or its published folder; where the "
            + "fleet runs in containers, a model or an image.",
    };
    private readonly WaitArguments _wait = new();

    public DeployCommand(CliEnvironment environment)
        : base(
            "deploy",
            "Make a revision of a service beside the one that runs, which takes over as the service's rollout policy says. Shows the "
                + "release until it has ended: exits with 0 where it was promoted, with 8 where it was rolled back or stands still. The "
                + "manifest is not changed: name the model there as well.",
            environment
        )
    {
        Add(_model);
        _wait.AddTo(this);
        AddFleet();
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway deploy ner models/ner-2", "A new model; Ctrl+C leaves the release going on"),
        new("slipway deploy ner oci://registry.example/team/ner:2 --no-wait", "From a registry, without looking on"),
    ];

    protected override async Task<int> RunAsync(
        ParseResult result,
        KnownFleet known,
        FleetClient fleet,
        CancellationToken cancellationToken
    )
    {
        var service = Service(result);
        var launch = await LaunchAsync(known, fleet, service, result.GetRequiredValue(_model), cancellationToken);
        var revision = await Console.WaitAsync(
            "Copying what the revision runs…",
            () => fleet.DeployAsync(service, launch, cancellationToken)
        );
        await Console.Error.WriteLineAsync($"Revision {revision} of {service} is {CliConsole.Plain(launch.Source)}.");
        if (!_wait.Waits(result))
        {
            await Console.Output.WriteLineAsync(
                $"Revision {revision} of {service} is on its way; 'slipway status' shows it."
            );
            return ExitCodes.Ok;
        }

        var seen = await new ReleaseWatch(Console, known, fleet).UntilAsync(
            service,
            status => status.Rollout?.Candidate != revision || ReleaseEnd.IsAtRest(status.Rollout),
            cancellationToken
        );
        await Console.Output.WriteLineAsync(ReleaseEnd.Tell(service, revision, seen.Rollout));
        return ExitCodes.Ok;
    }

    private async Task<ServiceLaunch> LaunchAsync(
        KnownFleet known,
        FleetClient fleet,
        string service,
        string path,
        CancellationToken cancellationToken
    )
    {
        var status = await RequireAsync(fleet, service, cancellationToken);
        var manifest =
            status.Target == FleetTarget.Container ? (await fleet.GetSpecAsync(cancellationToken))?.Manifest : null;
        using var launches = LaunchFactories.Of(Environment, known.Place, manifest ?? new FleetManifest());
        var config = manifest?.Services.GetValueOrDefault(service) ?? new ServiceConfig();
        return await launches.OfPathAsync(service, config, path, cancellationToken);
    }

    // Before a project is built for nothing.
    private static async Task<FleetStatus> RequireAsync(
        FleetClient fleet,
        string service,
        CancellationToken cancellationToken
    )
    {
        var status = await fleet.GetStatusAsync(cancellationToken);
        if (status.Services.All(each => each.Name != service))
        {
            throw new CliException(
                ExitCodes.RequestRefused,
                $"No service '{service}' in this fleet; there are {string.Join(", ", status.Services.Select(each => each.Name))}."
            );
        }

        return status;
    }
}
