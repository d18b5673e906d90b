using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Planning;

/// <summary>A fleet as it is, or is to be.</summary>
/// <param name="Manifest">Resolved: as a reader gives it.</param>
public sealed record FleetForm(FleetManifest Manifest)
{
    /// <summary>Digests of what services are made of, by service, where they are known.</summary>
    public IReadOnlyDictionary<string, string> Digests { get; init; } = new Dictionary<string, string>();
}
