using Slipway.Errors;

namespace Slipway.Serving.Lifecycle;

/// <summary>How an attempt to load a version ended.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Elapsed">What it took.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
public sealed record LoadOutcome(string Model, long Version, TimeSpan Elapsed, ServingException? Error)
{
    /// <summary><c>loaded</c>, or the machine-readable cause of the failure.</summary>
    public string Result => Error is null ? "loaded" : Error.Reason ?? Error.Code.ToString();
}
