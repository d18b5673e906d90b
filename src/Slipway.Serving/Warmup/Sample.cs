using Slipway.Models;

namespace Slipway.Serving.Warmup;

/// <summary>A sample request of a version.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Count">How often it is computed.</param>
/// <param name="File">Where it is recorded; null where it is declared.</param>
/// <param name="Inputs">Its declared inputs.</param>
internal sealed record Sample(
    string Name,
    int Count,
    string? File,
    IReadOnlyDictionary<string, WarmupInputConfig> Inputs
);
