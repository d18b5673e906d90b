using Slipway.Errors;
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
    /// Its own health: why it can answer no request for now, though it is loaded; null while it can. While it stands the
    /// model is not ready, and requests come all the same. Default: always well.
    /// </summary>
    ServingException? Fault => null;

    /// <summary>
    /// Raised after <see cref="Fault"/> has changed, on any thread and under no lock. The default never changes.
    /// </summary>
    event Action? FaultChanged
    {
        add { }
        remove { }
    }

    /// <summary>
    /// Computes the outputs that the request wants. The inputs have been checked against the signature. The request
    /// stays the caller's; the response, with its tensors, becomes the caller's.
    /// </summary>
    /// <exception cref="ServingException">The engine refuses the values or fails.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the engine has stopped working on it.</exception>
    ValueTask<InferenceResponse> ExecuteAsync(InferenceRequest request, CancellationToken cancellationToken);
}
