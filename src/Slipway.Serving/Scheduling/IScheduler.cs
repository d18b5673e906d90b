using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Serving.Scheduling;

/// <summary>
/// Stands in front of a servable and decides when a request is computed, alone or together with others. Thread-safe.
/// A scheduler never answers a request with another's rows, drops a request whose token is cancelled before it is
/// computed, and refuses at once when its queue is full.
/// </summary>
public interface IScheduler : IAsyncDisposable
{
    /// <summary>
    /// What requests are held against before they come here: the servable's signature without what the scheduler fills
    /// in and keeps itself.
    /// </summary>
    ModelSignature Signature { get; }

    /// <summary>Requests that wait, now.</summary>
    int QueueLength { get; }

    /// <summary>
    /// What a request that came now would be refused with, before it is read; null where it would be taken. What is
    /// taken can still be refused by <see cref="ScheduleAsync"/>.
    /// </summary>
    /// <param name="deadline">When its caller stops waiting, as a timestamp of Stopwatch, if it said so.</param>
    ServingException? Refusal(long? deadline);

    /// <summary>Takes note of a request that is about to be read: those that come after it will have to wait for it.</summary>
    IncomingRequest Announce();

    /// <summary>
    /// Computes the request in its turn. The request stays the caller's; the response becomes the caller's, with
    /// <see cref="InferenceTimings.Queue"/> set.
    /// </summary>
    /// <exception cref="ServingException">
    /// ResourceExhausted where the queue is full; Unavailable where it is so long that the deadline would pass, and
    /// DeadlineExceeded where it has passed in the queue; the servable's own.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting or computing.</exception>
    ValueTask<InferenceResponse> ScheduleAsync(InferenceRequest request, CancellationToken cancellationToken);
}
