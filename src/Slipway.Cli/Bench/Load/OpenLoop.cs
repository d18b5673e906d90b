namespace Slipway.Cli.Bench.Load;

/// <summary>
/// Sends when the arrivals say so, whatever became of the requests before, as callers do who know nothing of each other.
/// A latency runs from the instant at which the request was <em>to be</em> sent: where the server or this process holds
/// requests up, the wait is in the figure and not left out with them. Requests that were to be sent inside the window
/// count. One that finds no free slot is counted as unsent.
/// </summary>
internal sealed class OpenLoop(
    IReadOnlyList<LoadSlot> slots,
    IArrivals arrivals,
    long start,
    LoadRecorder recorder,
    ILoadClock clock
) : ILoadLoop
{
    private readonly IdleSlots _idle = new(slots);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The sender's own one, and one for each request on its way.
    private int _running = 1;

    public bool WaitsForTheLast => true;

    public Task RunAsync(CancellationToken stop)
    {
        // A thread of its own: the pool's come when they can, and a late one would look like a slow server.
        new Thread(() => Send(stop)) { IsBackground = true, Name = "slipway bench arrivals" }.Start();
        return _done.Task;
    }

    /// <summary>Sends all, on the calling thread.</summary>
    public void Send(CancellationToken stop)
    {
        try
        {
            var window = recorder.Window;
            for (var due = start + arrivals.Next(); due < window.End; due = start + arrivals.Next())
            {
                clock.WaitUntil(due, stop);
                if (stop.IsCancellationRequested)
                    break;
                var slot = _idle.TryTake();
                if (window.Contains(due))
                    Note(slot, due);
                if (slot is null)
                    continue;
                Interlocked.Increment(ref _running);
                _ = SendAsync(slot, due, stop);
            }
        }
        catch (Exception e)
        {
            _done.TrySetException(e);
        }

        EndOne();
    }

    private void Note(LoadSlot? slot, long due)
    {
        if (slot is null)
            recorder.RecordUnsent();
        else
            recorder.Lag.Record(clock.Now - due);
    }

    private async Task SendAsync(LoadSlot slot, long due, CancellationToken stop)
    {
        try
        {
            var sent = clock.Now;
            var outcome = await slot.SendAsync();
            if (recorder.Window.Contains(due) && !stop.IsCancellationRequested)
                Record(outcome, due, sent, slot.Channel);
            _idle.Return(slot);
        }
        catch (Exception e)
        {
            _done.TrySetException(e);
        }

        EndOne();
    }

    private void Record(in Outcome outcome, long due, long sent, ILoadChannel channel)
    {
        var now = clock.Now;
        recorder.Record(outcome, now - due, channel);
        if (outcome.Kind == OutcomeKind.Refused)
            recorder.Refusals.Record(now - sent);
    }

    private void EndOne()
    {
        if (Interlocked.Decrement(ref _running) == 0)
            _done.TrySetResult();
    }
}
