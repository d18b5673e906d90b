using Slipway.Inference;
using Slipway.Models;
using Slipway.Tasks;

namespace Slipway.Handlers;

/// <summary>
/// A model written in .NET: it says what it takes and gives, and computes. Its constructor takes whatever the application's
/// services hold; where it is <see cref="IAsyncDisposable"/> or <see cref="IDisposable"/> it is disposed when the version
/// is unloaded, after its last call has ended.
/// </summary>
public interface IModelHandler
{
    /// <summary>The inputs and outputs; asked for once, after <see cref="LoadAsync"/>.</summary>
    ModelSignature Signature { get; }

    /// <summary>
    /// How many calls of <see cref="PredictAsync"/> may run at the same time on this object. Default 1: it need not be
    /// thread-safe. Who is, and waits for others more than it computes, says more.
    /// </summary>
    int Concurrency => 1;

    /// <summary>
    /// Whether rows of different requests may come in one call: the first dimension of every input and output is then the
    /// batch, free in the signature, and what is computed of a row depends on that row alone. Default false.
    /// </summary>
    bool TakesBatches => false;

    /// <summary>
    /// Whether the first dimension of every input and output goes over rows that are computed each by itself. They are then
    /// records of a typed API, whose members have the tensors' names. Default false.
    /// </summary>
    bool HasRows => false;

    /// <summary>A typed API of its own, which calls the model like every other; asked for once, after <see cref="LoadAsync"/>.</summary>
    ITypedModel? Typed => null;

    /// <summary>Reads files, opens connections, warms up. Requests come when it has returned.</summary>
    /// <exception cref="Exception">The version cannot be served; it is shown as failed with the message.</exception>
    Task LoadAsync(HandlerContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Computes the outputs. The inputs have been checked against the signature; they are the caller's, and gone when this
    /// has returned. What is given becomes the caller's; outputs that were not asked for may be left out.
    /// </summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the caller has gone or its deadline has passed. To be handed on: nothing ends a call from outside.
    /// </param>
    /// <exception cref="Errors.ServingException">The caller is told so, with its code.</exception>
    /// <exception cref="Exception">The caller is told the message, as an internal error; the log has all of it.</exception>
    ValueTask<InferenceResponse> PredictAsync(InferenceRequest request, CancellationToken cancellationToken);
}
