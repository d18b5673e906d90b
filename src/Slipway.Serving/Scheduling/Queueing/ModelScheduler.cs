using System.Diagnostics;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Scheduling.Batching;

namespace Slipway.Serving.Scheduling.Queueing;

/// <summary>
/// Has a number of places to compute. A request that finds one free is computed on its caller's thread, at once, without
/// a copy or a lock; others wait, and are computed by themselves or, where there is a plan for it, together. What computes
/// for long does so on a thread of its own.
/// </summary>
/// <remarks>
/// A place is given back before the queue is looked at, and a request is queued before the places are: one of the two
/// sees the other, so none is forgotten.
/// </remarks>
internal sealed class ModelScheduler : IScheduler, IThreadPoolWorkItem, IWaitingRequestOwner
{
    // Shorter waits go through the thread pool again; a timer would take as long as the wait.
    private static readonly long ShortestTimer = Stopwatch.Frequency / 500;

    // From here on a change of threads is nothing against the execution, and blocking the pool's would be much.
    private static readonly long Long = Stopwatch.Frequency / 1000;

    private readonly SchedulerSettings _settings;
    private readonly IServable _servable;
    private readonly BatchTimes _times;
    private readonly LoadMeter _load = new();
    private readonly RequestQueue _queue;
    private readonly Admission _admission;
    private readonly BatchFit? _fit;
    private readonly BatchExecution? _batches;
    private readonly Gathering? _gathering;
    private readonly Func<WaitingRequest, WaitingRequest, bool> _fits = static (_, _) => false;
    private readonly SemaphoreSlim _complete = new(0);
    private TaskCompletionSource? _allFree;
    private int _free;
    private int _waitsForMore;

    /// <param name="settings">Places and queue.</param>
    /// <param name="servable">What computes; disposed by whoever made it, after this.</param>
    /// <param name="plan">How requests are batched; null where they are not.</param>
    /// <param name="times">What is known of its times.</param>
    public ModelScheduler(SchedulerSettings settings, IServable servable, BatchPlan? plan, BatchTimes times)
    {
        _settings = settings;
        _servable = servable;
        _times = times;
        _free = settings.Places;
        _queue = new RequestQueue(settings.MaxQueue, settings.PriorityLevels);
        _admission = new Admission(settings.ModelName, _queue, times, _load, settings.Places);
        // Without a queue there is nowhere to meet.
        if (plan is null || settings.MaxQueue == 0)
            return;
        _fit = new BatchFit(plan);
        _fits = _fit.Fits;
        _batches = new BatchExecution(servable, plan);
        _gathering = new Gathering(plan, times, _load, _queue, settings.Places);
    }

    public ModelSignature Signature => _servable.Signature;

    public int QueueLength => _queue.Length;

    private bool IsLong => _times.SingleTicks > Long;

    public ValueTask<InferenceResponse> ScheduleAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_queue.Length > 0 || _gathering is { IsWorthwhile: true } || !TryTakePlace())
            return QueueAsync(request, cancellationToken);
        return IsLong ? ComputeApartAsync(request, cancellationToken) : ComputeAsync(request, cancellationToken);
    }

    public ServingException? Refusal(long? deadline) =>
        _admission.RefusalUnread(deadline, Volatile.Read(ref _free), Stopwatch.GetTimestamp());

    public IncomingRequest Announce() => _admission.Announce(Stopwatch.GetTimestamp());

    /// <summary>
    /// Waits for what is still computed, though nobody waits for it any more: the engine must not go before.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        var allFree = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _allFree, allFree);
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref _free) == _settings.Places ? ValueTask.CompletedTask : new ValueTask(allFree.Task);
    }

    void IWaitingRequestOwner.GaveUp(WaitingRequest request)
    {
        if (request.Batch is { } batch)
            batch.Leave();
        else
            _queue.Remove(request);
    }

    /// <summary>A place that was taken for the queue goes to work.</summary>
    void IThreadPoolWorkItem.Execute() => _ = WorkAsync();

    private async ValueTask<InferenceResponse> ComputeAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            _load.RanDry();
            var response = await _servable.ExecuteAsync(request, cancellationToken).ConfigureAwait(false);
            Book(response.Timings, _fit is null ? 1 : Math.Max(1, BatchFit.Rows(request)));
            return response;
        }
        finally
        {
            GivePlaceBack();
        }
    }

    private ValueTask<InferenceResponse> ComputeApartAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        var held = Waiting(request, Stopwatch.GetTimestamp(), cancellationToken);
        held.TryHold();
        var answer = held.WaitAsync();
        ComputeThreads.Shared.Run(new HeldRequest(this, held));
        return answer;
    }

    private ValueTask<InferenceResponse> QueueAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        var now = Stopwatch.GetTimestamp();
        if (_admission.Refusal(request.Deadline, incoming: 0, now) is { } refusal)
            return ValueTask.FromException<InferenceResponse>(refusal);
        var waiting = Waiting(request, now, cancellationToken);
        if (!_queue.TryAdd(waiting))
            return ValueTask.FromException<InferenceResponse>(QueueFull.Error(_settings.ModelName, _settings.MaxQueue));
        var answer = waiting.WaitAsync();
        if (Volatile.Read(ref _waitsForMore) != 0 && _gathering!.IsComplete)
            _complete.Release();
        PutPlaceToWork();
        return answer;
    }

    private WaitingRequest Waiting(InferenceRequest request, long now, CancellationToken cancellationToken) =>
        new(this, request, now, cancellationToken)
        {
            Rows = _fit is null ? 1 : BatchFit.Rows(request),
            GroupHash = _fit?.Hash(request) ?? 0,
            Level = _settings.LevelOf(request),
        };

    private async Task WorkAsync()
    {
        var rows = 1;
        if (_gathering is not null)
        {
            var step = _gathering.Next(Stopwatch.GetTimestamp());
            if (step.Rows == 0)
            {
                await WaitForMoreAsync(step.Wait).ConfigureAwait(false);
                GoOn();
                return;
            }

            rows = _admission.RowsInTime(step.Rows, Stopwatch.GetTimestamp());
        }

        var taken = Take(rows);
        if (_queue.Length == 0)
            _load.RanDry();
        _admission.Began(Rows(taken), Stopwatch.GetTimestamp());
        if (taken.Count == 1)
            await ComputeAsync(taken[0]).ConfigureAwait(false);
        else if (taken.Count > 1)
            await ComputeAsync(taken).ConfigureAwait(false);

        // To the end of the line again, so that other models and connections get their turn.
        if (_queue.Length > 0)
            GoOn();
        else
            GivePlaceBack();
    }

    // What computes for long stays on its thread.
    private void GoOn()
    {
        if (IsLong)
            ComputeThreads.Shared.RunNext(this);
        else
            GoToWork();
    }

    private void GoToWork()
    {
        if (IsLong)
            ComputeThreads.Shared.Run(this);
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private static int Rows(List<WaitingRequest> requests)
    {
        var rows = 0;
        foreach (var request in requests)
        {
            rows += request.Rows;
        }

        return rows;
    }

    private async Task WaitForMoreAsync(long ticks)
    {
        if (ticks < ShortestTimer)
            return;
        Interlocked.Increment(ref _waitsForMore);
        try
        {
            if (!_gathering!.IsComplete)
                await _complete.WaitAsync(Stopwatch.GetElapsedTime(0, ticks)).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waitsForMore);
        }
    }

    private List<WaitingRequest> Take(int rows)
    {
        var taken = new List<WaitingRequest>(Math.Min(rows, 8));
        while (true)
        {
            _queue.Take(taken, rows, _fits);
            if (taken.Count == 0)
                return taken;
            var now = Stopwatch.GetTimestamp();
            // The last one there is is computed on mere suspicion: an estimate that has become wrong corrects itself by it.
            var isLast = taken.Count == 1 && _queue.Length == 0;
            var late = taken.FindAll(request =>
                isLast ? Admission.IsOver(request, now) : !_admission.IsInTime(request, now)
            );
            foreach (var request in late)
            {
                taken.Remove(request);
                request.Fail(_admission.Expired());
            }

            if (taken.Count > 0)
                return taken;
        }
    }

    private async Task ComputeAsync(WaitingRequest waiting)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var response = await _servable.ExecuteAsync(waiting.Request, waiting.Token).ConfigureAwait(false);
            Book(response.Timings, Math.Max(1, waiting.Rows));
            response.Timings = response.Timings with { Queue = started - waiting.Arrived };
            waiting.Answer(response);
        }
        catch (Exception e)
        {
            waiting.Fail(e);
        }
    }

    private async Task ComputeAsync(List<WaitingRequest> members)
    {
        if (await _batches!.TryComputeAsync(members).ConfigureAwait(false) is { } timings)
        {
            Book(timings, timings.BatchRows);
            return;
        }

        // One may have spoilt it for all: each gets its own answer.
        foreach (var member in members)
        {
            if (member.TryHoldAgain())
                await ComputeAsync(member).ConfigureAwait(false);
        }
    }

    private void Book(in InferenceTimings timings, int rows)
    {
        _times.Add(rows, timings.ComputeInput + timings.ComputeInfer + timings.ComputeOutput);
        _load.Add(rows, Stopwatch.GetTimestamp());
    }

    private bool TryTakePlace()
    {
        var seen = Volatile.Read(ref _free);
        while (seen > 0)
        {
            var found = Interlocked.CompareExchange(ref _free, seen - 1, seen);
            if (found == seen)
                return true;
            seen = found;
        }

        return false;
    }

    private void GivePlaceBack()
    {
        var free = Interlocked.Increment(ref _free);
        PutPlaceToWork();
        if (free == _settings.Places)
            Volatile.Read(ref _allFree)?.TrySetResult();
    }

    private void PutPlaceToWork()
    {
        if (_queue.Length > 0 && TryTakePlace())
            GoToWork();
    }

    /// <summary>A request that has a place, on its way to a thread of its own.</summary>
    private sealed class HeldRequest(ModelScheduler scheduler, WaitingRequest request) : IThreadPoolWorkItem
    {
        public void Execute() => _ = ComputeAsync();

        private async Task ComputeAsync()
        {
            scheduler._load.RanDry();
            scheduler._admission.Began(Math.Max(1, request.Rows), Stopwatch.GetTimestamp());
            await scheduler.ComputeAsync(request).ConfigureAwait(false);
            scheduler.GivePlaceBack();
        }
    }
}
