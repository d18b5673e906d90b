using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Handlers;

/// <summary>
/// The models of this server, for a handler that is made of others: called in the same process, in their own queues and with
/// their own metrics, without a protocol in between. Thread-safe; taken from the application's services.
/// </summary>
/// <remarks>
/// A model that is called must not lead back to the one that calls, which would wait for itself.
/// </remarks>
public interface ILocalModels
{
    /// <summary>
    /// Computes one request. The request stays the caller's to dispose; the response becomes the caller's.
    /// </summary>
    /// <exception cref="Errors.ServingException">NotFound, Unavailable, and what the model refuses or fails with.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken);

    /// <summary>What a model takes and gives.</summary>
    /// <exception cref="Errors.ServingException">NotFound, Unavailable.</exception>
    ValueTask<ModelSignature> DescribeAsync(ModelSelector model, CancellationToken cancellationToken);
}
