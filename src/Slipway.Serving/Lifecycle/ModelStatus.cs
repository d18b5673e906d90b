using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks;

namespace Slipway.Serving.Lifecycle;

/// <summary>A version as it stands at one moment, for health, metadata, pages and logs.</summary>
/// <param name="Name">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Error">
/// Why it failed to load; where it is Available, why the content that was to replace it failed. Null where nothing did.
/// </param>
/// <param name="Signature">Known once it has been loaded.</param>
/// <param name="Details">Known once it has been loaded.</param>
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

    /// <summary>What its typed side takes and gives; null where it has none or is not loaded.</summary>
    public TypedDescription? Typed { get; init; }

    /// <summary>The labels that name it.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Whether the first request loads it.</summary>
    public bool IsOnDemand { get; init; }

    /// <summary>Why it answers nothing for now though it is Available; null while it does.</summary>
    public ServingException? Fault { get; init; }

    public bool IsAvailable => State == ServableState.Available;

    /// <summary>Available, and well.</summary>
    public bool IsReady => IsAvailable && Fault is null;

    /// <summary>Whether a request is answered, be it after a wait for the load.</summary>
    public bool TakesRequests => IsReady || (IsOnDemand && Error is null && State != ServableState.End);
}
