using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Plans;

/// <summary>What runs of a fleet.</summary>
/// <param name="Spec">What it was told to be.</param>
/// <param name="Digests">Of the content of each service's newest revision, where it has one.</param>
internal sealed record RunningFleet(FleetSpec Spec, IReadOnlyDictionary<string, string> Digests);

/// <summary>Finds what runs.</summary>
internal interface IFleetSource
{
    /// <summary>The fleet of a manifest; null where it does not run.</summary>
    /// <param name="directory">The manifest's folder.</param>
    /// <param name="name">The fleet's.</param>
    /// <param name="state">Where fleets are kept; null for the default.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<RunningFleet?> FindAsync(string directory, string name, string? state, CancellationToken cancellationToken);
}
