using Slipway.Models;
using Slipway.Tasks;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>
/// What the landing page and the API reference know of one version of one model. Immutable; made anew for each
/// request for a page.
/// </summary>
/// <param name="Name">As clients write it in a path; any characters.</param>
/// <param name="Version">1 or more.</param>
/// <param name="State">The state's name (<c>Available</c>, <c>Loading</c>, …).</param>
/// <param name="Error">Why the version cannot be loaded, with the remedy; null where it did not fail.</param>
/// <param name="Signature">Null until the version has been loaded once.</param>
/// <param name="Details">Null until the version has been loaded once.</param>
internal sealed record ServedModel(
    string Name,
    long Version,
    string State,
    string? Error,
    ModelSignature? Signature,
    ModelDetails? Details
)
{
    /// <summary>
    /// A request that the package brings along (<c>requests/*.json</c>): Open Inference JSON, shown in place of the
    /// made-up one. Null where there is none.
    /// </summary>
    public string? ExampleRequestJson { get; init; }

    /// <summary>Its typed side; null where it has none or is not loaded.</summary>
    public TypedDescription? Typed { get; init; }

    /// <summary>The request to show and to try; null where the signature is unknown or nothing fits on a page.</summary>
    public ExampleRequest? Example =>
        ExampleRequestJson is { } json ? new ExampleRequest(json.Trim(), 0)
        : Signature is { } signature ? ExampleRequest.For(signature)
        : null;
}
