using Slipway.Deployment.Manifest;
using Slipway.Deployment.Planning;

namespace Slipway.Cli.Fleets.Plans;

/// <summary>Compares a manifest with what runs of its fleet.</summary>
internal sealed class FleetPlanner(IFleetSource fleets)
{
    /// <param name="reading">A manifest without problems.</param>
    /// <param name="state">Where fleets are kept; null for the default.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FleetPlan> PlanAsync(ManifestReading reading, string? state, CancellationToken cancellationToken)
    {
        var manifest = reading.Manifest!;
        var running = await fleets.FindAsync(reading.Directory, manifest.Name!, state, cancellationToken);
        if (running is null)
            return FleetPlan.Compare(null, new FleetForm(manifest));
        return FleetPlan.Compare(
            new FleetForm(running.Spec.Manifest) { Digests = running.Digests },
            new FleetForm(manifest) { Digests = await DigestsAsync(manifest, running, cancellationToken) }
        );
    }

    // What a project is made of is known when it has been built, what is at an address when it has been fetched, and the digest of
    // an image is none of the model's files.
    private static async Task<Dictionary<string, string>> DigestsAsync(
        FleetManifest manifest,
        RunningFleet running,
        CancellationToken cancellationToken
    )
    {
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, service) in manifest.Services)
        {
            if (manifest.Target == FleetTarget.Container || running.Spec.Manifest.Target == FleetTarget.Container)
                continue;
            if (running.Digests.ContainsKey(name) && service.Model is { } model && Path.Exists(model))
                digests[name] = await ContentDigest.OfAsync(model, cancellationToken);
        }

        return digests;
    }
}
