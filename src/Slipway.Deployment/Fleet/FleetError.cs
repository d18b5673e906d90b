using Slipway.Errors;

namespace Slipway.Deployment.Fleet;

/// <summary>How a supervisor says no.</summary>
public sealed record FleetError
{
    /// <summary>What, where, and the remedy.</summary>
    public required string Error { get; init; }

    /// <summary>The name of a <see cref="ServingErrorCode"/>.</summary>
    public required string Code { get; init; }

    /// <summary>A word for programs, where there is one: <see cref="FleetClient.IsEnding"/>.</summary>
    public string? Reason { get; init; }
}
