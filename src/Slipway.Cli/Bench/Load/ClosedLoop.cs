namespace Slipway.Cli.Bench.Load;

/// <summary>
/// Each slot sends its next request as soon as its last one has ended. A latency is the time from sending to the whole
/// answer; what ends inside the window counts, so the count over the window is the throughput.
/// </summary>
internal sealed class ClosedLoop(IReadOnlyList<LoadSlot> slots, LoadRecorder recorder, ILoadClock clock) : ILoadLoop
{
    // A server that is gone refuses connections at once: without a pause the loop would do nothing but try.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(10);

    public bool WaitsForTheLast => false;

    public Task RunAsync(CancellationToken stop) =>
        Task.WhenAll(slots.Select(slot => Task.Run(() => WorkAsync(slot, stop), CancellationToken.None)));

    private async Task WorkAsync(LoadSlot slot, CancellationToken stop)
    {
        var window = recorder.Window;
        while (!stop.IsCancellationRequested)
        {
            var started = clock.Now;
            if (started >= window.End)
                return;
            var outcome = await slot.SendAsync();
            var ended = clock.Now;
            if (stop.IsCancellationRequested)
                return;
            if (window.Contains(ended))
                recorder.Record(outcome, ended - started, slot.Channel);
            if (outcome.Kind == OutcomeKind.Failed)
                await Task.Delay(PauseAfterFailure, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
