using Slipway.Cli.Fleets.Containers;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Fleets.Starting;

/// <summary>Who makes launches for a target.</summary>
internal static class LaunchFactories
{
    /// <param name="environment">For what has to be built.</param>
    /// <param name="place">Where the fleet is kept; the folder of its state has a name that no other fleet has.</param>
    /// <param name="manifest">Its target, and how its containers are made.</param>
    public static ILaunchFactory Of(CliEnvironment environment, FleetPlace place, FleetManifest manifest) =>
        manifest.Target == FleetTarget.Container
            ? new ContainerLaunches(environment, Path.GetFileName(place.State), manifest.Containers)
            : new LaunchFactory(environment);
}
