namespace Slipway.Deployment.Fleet;

/// <summary>What an order to be so has changed of a fleet.</summary>
public sealed record FleetChanges
{
    /// <summary>The fleet was nothing before: of several who start it at once, one alone is told so.</summary>
    public required bool IsNew { get; init; }

    /// <summary>In sentences; empty for nothing.</summary>
    public required IReadOnlyList<string> Changes { get; init; }
}
