using Slipway.Inference;

namespace Slipway.Models;

/// <summary>
/// A loaded version of a model. Thread-safe: up to <see cref="Concurrency"/> executions run at the same time.
/// Disposal is called once, after the last execution has ended, and gives the engine's memory back.
/// </summary>
public interface IServable : IAsyncDisposable
{
    ModelSignature Signature { get; }

    ModelDetails Details { get; }

    /// <summary>How many executions at a time make sense; at least 1.</summary>
    int Concurrency { get; }

    /// <summary>
    /// Computes the outputs that the request wants. The inputs have been checked against the signature. The request
    /// stays the caller's; the response, with its tensors, becomes the caller's.
    /// </summary>
    /// <exception cref="Errors.ServingException">The engine refuses the values or fails.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the engine has stopped working on it.</exception>
    ValueTask<InferenceResponse> ExecuteAsync(InferenceRequest request, CancellationToken cancellationToken);
}
