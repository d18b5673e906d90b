using System.Threading.Tasks.Sources;
using Slipway.Inference;
using Slipway.Serving.Scheduling.Batching;

namespace Slipway.Serving.Scheduling.Queueing;

/// <summary>
/// A request in the queue and what becomes of it:
/// <code>
///   Queued ──► Held ──► Copied ──► Done
///     │         │         │         ▲
///     └─────────┴─────────┴─────────┘
/// </code>
/// Its caller owns the tensors and frees them once it is told anything. Where it gives up in the queue, or when its rows
/// have been copied into a batch, it is told at once; between the two, while somebody reads the tensors, it waits.
/// </summary>
internal sealed class WaitingRequest : IValueTaskSource<InferenceResponse>
{
    private const int Queued = 0;
    private const int Held = 1;
    private const int Copied = 2;
    private const int Done = 3;

    private readonly IWaitingRequestOwner _owner;
    private CancellationTokenRegistration _registration;
    private ManualResetValueTaskSourceCore<InferenceResponse> _source = new() { RunContinuationsAsynchronously = true };
    private int _state;

    public WaitingRequest(
        IWaitingRequestOwner owner,
        InferenceRequest request,
        long arrived,
        CancellationToken cancellationToken
    )
    {
        _owner = owner;
        Request = request;
        Arrived = arrived;
        Token = cancellationToken;
    }

    public InferenceRequest Request { get; }

    /// <summary>When it came, as a timestamp of Stopwatch.</summary>
    public long Arrived { get; }

    public CancellationToken Token { get; }

    /// <summary>Its rows; 1 where the model is not batched.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>Its level of priority, from 0.</summary>
    public int Level { get; init; }

    /// <summary>Equal for requests that can be in one batch, and hardly ever for others.</summary>
    public int GroupHash { get; init; }

    /// <summary>The batch that holds a copy of it.</summary>
    public BatchRun? Batch { get; set; }

    /// <summary>Its neighbours in the queue, under the queue's lock.</summary>
    public WaitingRequest? Next { get; set; }

    public WaitingRequest? Previous { get; set; }

    /// <summary>Whether it is in the queue, under the queue's lock.</summary>
    public bool IsQueued { get; set; }

    /// <summary>What the caller waits for. Watching its token begins here: it is in the queue by now.</summary>
    public ValueTask<InferenceResponse> WaitAsync()
    {
        if (Token.CanBeCanceled)
        {
            _registration = Token.UnsafeRegister(static state => ((WaitingRequest)state!).GiveUp(), this);
            // It may have been answered before the registration was kept.
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _state) == Done)
                _registration.Unregister();
        }

        return new ValueTask<InferenceResponse>(this, _source.Version);
    }

    /// <summary>Takes it out of the queue to be computed; false where its caller has given up.</summary>
    public bool TryHold() => Interlocked.CompareExchange(ref _state, Held, Queued) == Queued;

    /// <summary>Its tensors are not needed any more; tells a caller that gave up meanwhile.</summary>
    public void Release()
    {
        Interlocked.CompareExchange(ref _state, Copied, Held);
        if (Token.IsCancellationRequested)
            GiveUp();
    }

    /// <summary>Its tensors are needed again; false where its caller has been told.</summary>
    public bool TryHoldAgain() => Interlocked.CompareExchange(ref _state, Held, Copied) == Copied;

    /// <summary>Whether somebody still waits for the answer.</summary>
    public bool IsLive => Volatile.Read(ref _state) != Done;

    /// <summary>Answers; the response is disposed where nobody waits for it any more.</summary>
    public void Answer(InferenceResponse response)
    {
        if (!TryEnd())
        {
            response.Dispose();
            return;
        }

        _source.SetResult(response);
    }

    public void Fail(Exception error)
    {
        if (TryEnd())
            _source.SetException(error);
    }

    InferenceResponse IValueTaskSource<InferenceResponse>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<InferenceResponse>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<InferenceResponse>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _source.OnCompleted(continuation, state, token, flags);

    private void GiveUp()
    {
        var seen = Volatile.Read(ref _state);
        while (seen is Queued or Copied)
        {
            var found = Interlocked.CompareExchange(ref _state, Done, seen);
            if (found == seen)
            {
                _owner.GaveUp(this);
                _source.SetException(new OperationCanceledException(Token));
                return;
            }

            seen = found;
        }
    }

    private bool TryEnd()
    {
        if (Interlocked.Exchange(ref _state, Done) == Done)
            return false;
        _registration.Unregister();
        return true;
    }
}

/// <summary>Who keeps a waiting request.</summary>
internal interface IWaitingRequestOwner
{
    /// <summary>Its caller gave up, in the queue or while the batch that holds a copy of it is computed.</summary>
    void GaveUp(WaitingRequest request);
}
