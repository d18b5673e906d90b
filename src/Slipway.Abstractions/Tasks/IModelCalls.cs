using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Tasks;

/// <summary>
/// The model behind a typed one, during one typed request: it goes through the model's queue and its batching, so that rows
/// of many callers are computed together. Thread-safe: several requests may be under way at once.
/// </summary>
public interface IModelCalls
{
    /// <summary>What requests are addressed to; the version that is leased.</summary>
    ModelSelector Model { get; }

    /// <summary>
    /// Computes one request, checked against the signature as a client's is. The request stays the caller's to dispose; the
    /// response becomes the caller's.
    /// </summary>
    /// <exception cref="ServingException">What the queue or the model refuses or fails with.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken);
}
