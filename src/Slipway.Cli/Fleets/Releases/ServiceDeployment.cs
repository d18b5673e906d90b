using Slipway.Cli.Fleets.Locating;
using Slipway.Cli.Fleets.Starting;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Fleets.Releases;

/// <summary>Releases another model for a service of a fleet of this machine, beside the one that runs.</summary>
internal sealed class ServiceDeployment(CliEnvironment environment, KnownFleet known, IFleet fleet)
{
    private CliConsole Console => environment.Console;

    /// <param name="service">Whose.</param>
    /// <param name="model">A model, a project or an image.</param>
    /// <param name="waits">Until the release has ended.</param>
    /// <param name="cancellationToken">Leaves: the release goes on.</param>
    /// <returns>An exit code.</returns>
    public async Task<int> RunAsync(string service, string model, bool waits, CancellationToken cancellationToken)
    {
        var launch = await LaunchAsync(service, model, cancellationToken);
        var revision = await Console.WaitAsync(
            "Copying what the revision runs…",
            () => fleet.DeployAsync(service, launch, cancellationToken)
        );
        await Console.Error.WriteLineAsync($"Revision {revision} of {service} is {CliConsole.Plain(launch.Source)}.");
        if (!waits)
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

    private async Task<ServiceLaunch> LaunchAsync(string service, string path, CancellationToken cancellationToken)
    {
        var status = await RequireAsync(service, cancellationToken);
        var manifest =
            status.Target == FleetTarget.Container ? (await fleet.GetSpecAsync(cancellationToken))?.Manifest : null;
        using var launches = LaunchFactories.Of(environment, known.Place, manifest ?? new FleetManifest());
        var config = manifest?.Services.GetValueOrDefault(service) ?? new ServiceConfig();
        return await launches.OfPathAsync(service, config, path, cancellationToken);
    }

    // Before a project is built for nothing.
    private async Task<FleetStatus> RequireAsync(string service, CancellationToken cancellationToken)
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
