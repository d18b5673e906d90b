using System.Diagnostics;
using System.Runtime.CompilerServices;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Scheduling.Queueing;

namespace Slipway.Serving.Scheduling.Streams;

/// <summary>
/// Has a number of places, each for one stream from its beginning to its end; a bounded number of requests waits for one,
/// in the order they came. Calls that take one answer are refused, as Triton refuses them for decoupled models.
/// </summary>
internal sealed class StreamScheduler(SchedulerSettings settings, IStreamingServable servable) : IStreamScheduler
{
    private readonly SemaphoreSlim _places = new(settings.Places);
    private int _waiting;

    public ModelSignature Signature => servable.Signature;

    public int QueueLength => Volatile.Read(ref _waiting);

    public ServingException? Refusal(long? deadline) =>
        _places.CurrentCount == 0 && Volatile.Read(ref _waiting) >= settings.MaxQueue
            ? QueueFull.Error(settings.ModelName, settings.MaxQueue)
            : null;

    /// <summary>How long a stream takes is its reader's affair, so nothing is estimated.</summary>
    public IncomingRequest Announce() => default;

    public ValueTask<InferenceResponse> ScheduleAsync(InferenceRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromException<InferenceResponse>(
            ServingException.Unsupported(
                $"Model '{settings.ModelName}' is decoupled: it answers a request any number of times, and this call has "
                    + "one answer. Use ModelStreamInfer over gRPC, or generate_stream over REST."
            )
        );

    public async IAsyncEnumerable<InferenceResponse> StreamAsync(
        InferenceRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var arrived = Stopwatch.GetTimestamp();
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        var queued = Stopwatch.GetTimestamp() - arrived;
        try
        {
            await foreach (var response in servable.StreamAsync(request, cancellationToken).ConfigureAwait(false))
            {
                response.Timings = response.Timings with { Queue = queued };
                queued = 0;
                yield return response;
            }
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Who reads a stream holds a lease on the version, so none is open any more.</summary>
    public ValueTask DisposeAsync()
    {
        _places.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
#pragma warning disable CA1849 // A wait of zero does not block.
        if (_places.Wait(0, CancellationToken.None))
            return;
#pragma warning restore CA1849
        try
        {
            if (Interlocked.Increment(ref _waiting) > settings.MaxQueue)
                throw QueueFull.Error(settings.ModelName, settings.MaxQueue);
            await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
