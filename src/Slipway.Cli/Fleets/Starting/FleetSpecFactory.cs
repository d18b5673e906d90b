using Slipway.Cli.Servers;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Fleets.Starting;

/// <summary>Makes what a supervisor obeys of a manifest: everything that has to be built is built, nothing is started.</summary>
internal sealed class FleetSpecFactory(CliEnvironment environment)
{
    /// <param name="reading">Without problems.</param>
    /// <param name="place">Where the fleet is kept.</param>
    /// <param name="cancellationToken">Ends what is built.</param>
    /// <exception cref="CliException">Something cannot be built, or is not here.</exception>
    public async Task<FleetSpec> MakeAsync(
        ManifestReading reading,
        FleetPlace place,
        CancellationToken cancellationToken
    )
    {
        var manifest = reading.Manifest!;
        var gateway = await environment.Servers.FindAsync(ServerProgram.GatewayName, cancellationToken);
        using var factory = LaunchFactories.Of(environment, place, manifest);
        var launches = new Dictionary<string, ServiceLaunch>(StringComparer.Ordinal);
        foreach (var (name, service) in manifest.Services)
        {
            launches[name] = await factory.OfServiceAsync(name, service, reading.Directory, cancellationToken);
        }

        return new FleetSpec
        {
            Name = manifest.Name!,
            Directory = reading.Directory,
            Manifest = manifest,
            Launches = launches,
            Gateway = LaunchFactory.SpecOf(gateway),
        };
    }
}
