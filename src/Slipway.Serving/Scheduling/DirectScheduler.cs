using System.Diagnostics;
using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Serving.Scheduling;

/// <summary>
/// Computes each request by itself, on the caller's thread, as soon as one of <paramref name="concurrency"/> places
/// is free; at most <paramref name="maxQueue"/> requests wait, first come first served.
/// </summary>
internal sealed class DirectScheduler(string modelName, IServable servable, int concurrency, int maxQueue) : IScheduler
{
    private readonly SemaphoreSlim _places = new(concurrency);
    private int _waiting;

    public ModelSignature Signature => servable.Signature;

    public int QueueLength => Volatile.Read(ref _waiting);

    public ValueTask<InferenceResponse> ScheduleAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
#pragma warning disable CA1849 // A wait of zero does not block; it is the path without an allocation.
        return _places.Wait(0, CancellationToken.None)
            ? ExecuteAsync(request, 0, cancellationToken)
            : QueueAsync(request, cancellationToken);
#pragma warning restore CA1849
    }

    public ValueTask DisposeAsync()
    {
        _places.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<InferenceResponse> QueueAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        var arrived = Stopwatch.GetTimestamp();
        try
        {
            if (Interlocked.Increment(ref _waiting) > maxQueue)
                throw QueueFull.Error(modelName, maxQueue);
            await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        return await ExecuteAsync(request, Stopwatch.GetTimestamp() - arrived, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<InferenceResponse> ExecuteAsync(
        InferenceRequest request,
        long queued,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var response = await servable.ExecuteAsync(request, cancellationToken).ConfigureAwait(false);
            response.Timings = response.Timings with { Queue = queued };
            return response;
        }
        finally
        {
            _places.Release();
        }
    }
}
