namespace Slipway.Deployment.Fleet;

/// <summary>
/// What the state of a fleet says of itself (<see cref="FleetPlace.Record"/>), so that a fleet is found without its manifest being
/// read. It stays when the fleet ends.
/// </summary>
public sealed record FleetRecord
{
    public required string Name { get; init; }

    /// <summary>The folder of the manifest.</summary>
    public required string Directory { get; init; }

    /// <summary>The manifest's file.</summary>
    public required string Manifest { get; init; }

    /// <summary>The folder of its sockets, which another shell might reckon to be elsewhere.</summary>
    public required string Runtime { get; init; }
}
