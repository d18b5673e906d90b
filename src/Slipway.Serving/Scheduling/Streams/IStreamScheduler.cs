using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.Serving.Scheduling.Streams;

/// <summary>Stands in front of a servable that answers a request any number of times. Thread-safe.</summary>
internal interface IStreamScheduler : IScheduler
{
    /// <summary>
    /// Computes the responses once the request has a place, which it keeps until the enumeration has ended. The request
    /// stays the caller's, each response becomes the caller's.
    /// </summary>
    /// <exception cref="ServingException">ResourceExhausted where the queue is full; the servable's own.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting or computing.</exception>
    IAsyncEnumerable<InferenceResponse> StreamAsync(InferenceRequest request, CancellationToken cancellationToken);
}
