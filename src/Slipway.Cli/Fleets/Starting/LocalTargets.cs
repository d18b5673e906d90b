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
                "The target 'kubernetes' is a cluster, and no fleet of this machine. Use 'slipway deploy --target kubernetes', or "
                    + "'slipway render kubernetes | kubectl apply -f -'; to run the fleet here, say '--target process' or '--target container'."
            );
        }
    }
}
