using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Serving.Lifecycle;

/// <summary>A version as it stands at one moment, for health, metadata, pages and logs.</summary>
/// <param name="Name">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Error">Why it failed to load; null unless it did.</param>
/// <param name="Signature">Known from Available on.</param>
/// <param name="Details">Known from Available on.</param>
/// <param name="Package">Where it comes from.</param>
public sealed record ModelStatus(
    string Name,
    long Version,
    ServableState State,
    ServingException? Error,
    ModelSignature? Signature,
    ModelDetails? Details,
    ModelPackage? Package
)
{
    /// <summary>Live: it goes on counting after the status was taken.</summary>
    public VersionStatistics Statistics { get; init; } = new();

    /// <summary>Requests that waited for it when the status was taken.</summary>
    public int Pending { get; init; }

    public bool IsAvailable => State == ServableState.Available;
}
