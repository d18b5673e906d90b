using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.Models;

/// <summary>
/// A servable that answers one request any number of times, none included (Triton calls such a model decoupled). Up to
/// <see cref="IServable.Concurrency"/> streams are open at the same time. <see cref="IServable.ExecuteAsync"/>, which
/// warm-up calls, goes through a whole stream and gives its last response.
/// </summary>
public interface IStreamingServable : IServable
{
    /// <summary>
    /// Computes the responses, each when it is asked for and at most one before it: a reader that is slow holds the model
    /// back. Every response is the reader's. <see cref="InferenceResponse.IsFinal"/> is true of the last where that is known
    /// by then. The request stays the caller's and must live until the enumeration has ended. Where that is ended early, by
    /// disposal or by the token, the model stops working on it.
    /// </summary>
    /// <exception cref="ServingException">The engine refuses the values or fails; no response follows.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IAsyncEnumerable<InferenceResponse> StreamAsync(InferenceRequest request, CancellationToken cancellationToken);
}
