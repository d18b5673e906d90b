using System.Diagnostics;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Serving.Scheduling.Sequences;

/// <summary>
/// Computes the requests of one sequence one after another, in the order they came, and those of different sequences
/// at the same time, up to <paramref name="concurrency"/>; at most <paramref name="maxQueue"/> requests wait, for their
/// turn or for a place. What becomes of a sequence is told by <see cref="SequenceTable"/>. Disposal ends all sequences.
/// </summary>
internal sealed class SequenceScheduler(
    ModelPackage package,
    IServable servable,
    SequencePlan plan,
    int concurrency,
    int maxQueue,
    TimeProvider time
) : IScheduler
{
    private readonly SemaphoreSlim _places = new(concurrency);
    private readonly SequenceTable _table = new(package.Name, plan, time);
    private readonly SequenceStep _step = new(package.Name, plan, servable);
    private int _waiting;

    public ModelSignature Signature => plan.Signature;

    public int QueueLength => Volatile.Read(ref _waiting);

    /// <summary>Sequences that are live now.</summary>
    public int SequenceCount => _table.Count;

    public ValueTask<InferenceResponse> ScheduleAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = SequenceCall.Read(request, package.Name);
        CheckId(call.Key);
        CheckBatch(request);
        var turn = _table.Enter(call);
#pragma warning disable CA1849 // A wait of zero does not block.
        return turn.Granted.IsCompleted && _places.Wait(0, CancellationToken.None)
            ? ExecuteAsync(request, turn, 0, cancellationToken)
            : QueueAsync(request, turn, cancellationToken);
#pragma warning restore CA1849
    }

    public ServingException? Refusal(long? deadline) =>
        Volatile.Read(ref _waiting) >= maxQueue && _places.CurrentCount == 0
            ? QueueFull.Error(package.Name, maxQueue)
            : null;

    /// <summary>Sequences have no estimate that it would count in.</summary>
    public IncomingRequest Announce() => default;

    public ValueTask DisposeAsync()
    {
        _table.Dispose();
        _places.Dispose();
        plan.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<InferenceResponse> QueueAsync(
        InferenceRequest request,
        SequenceTurn turn,
        CancellationToken cancellationToken
    )
    {
        var arrived = Stopwatch.GetTimestamp();
        try
        {
            if (Interlocked.Increment(ref _waiting) > maxQueue)
                throw QueueFull.Error(package.Name, maxQueue);
            await turn.Granted.WaitAsync(cancellationToken).ConfigureAwait(false);
            await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _table.Withdraw(turn);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        return await ExecuteAsync(request, turn, Stopwatch.GetTimestamp() - arrived, cancellationToken)
            .ConfigureAwait(false);
    }

    private async ValueTask<InferenceResponse> ExecuteAsync(
        InferenceRequest request,
        SequenceTurn turn,
        long queued,
        CancellationToken cancellationToken
    )
    {
        var isAnswered = false;
        try
        {
            _table.Begin(turn);
            var response = await _step.ExecuteAsync(request, turn, cancellationToken).ConfigureAwait(false);
            response.Timings = response.Timings with { Queue = queued };
            isAnswered = true;
            return response;
        }
        finally
        {
            _places.Release();
            _table.Complete(turn, isAnswered);
        }
    }

    private void CheckId(SequenceKey key)
    {
        foreach (var id in plan.Ids)
        {
            if (!ControlTensor.Holds(id.DataType, key))
            {
                throw ServingException.InvalidArgument(
                    $"Model '{package.Name}' takes the sequence id as {id.DataType.Name()}, which cannot hold "
                        + $"{(key.Text is null ? key.ToString() : $"the text '{key}'")}. Send another 'sequence_id'."
                );
            }
        }
    }

    // Where nothing says that the first dimension is a batch, it is the model's business.
    private void CheckBatch(InferenceRequest request)
    {
        if (package.Config.MaxBatchSize is not > 0)
            return;
        foreach (var input in request.Inputs)
        {
            if (input.Tensor.Shape.Rank > 0 && input.Tensor.Shape[0] != 1)
            {
                throw ServingException.InvalidArgument(
                    $"inference request to model '{package.Name}' must specify batch-size 1 due to requirements of "
                        + $"sequence batcher; input '{input.Name}' has {input.Tensor.Shape[0]} rows."
                );
            }
        }
    }
}
