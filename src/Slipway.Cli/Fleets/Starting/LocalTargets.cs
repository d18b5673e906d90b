using Slipway.Deployment.Manifest;

namespace Slipway.Cli.Fleets.Starting;

/// <summary>What a fleet of this machine can be made of.</summary>
internal static class LocalTargets
{
    /// <exception cref="CliException">It runs in a cluster.</exception>
    public static void Check(FleetManifest manifest)
    {
        if (manifest.Target == FleetTarget.Kubernetes)
        {
            throw CliException.Usage(
                "The target 'kubernetes' is a cluster, and no fleet of this machine. 'slipway deploy --target kubernetes' brings it there, with "
                    + "--dry-run it shows what would change; to run the fleet here, say '--target process' or '--target container'."
            );
        }
    }
}
