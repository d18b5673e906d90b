using Slipway.Cli.Bench.Load;
using Slipway.Cli.Bench.Processes;
using Slipway.Cli.Bench.Reports;

namespace Slipway.Cli.Bench.Measurement;

/// <summary>
/// Runs one point: 1. slots, loop and watch; 2. load until the window begins, which warms the server up; 3. samples
/// through the window; 4. the last answers, where the loop waits for them; 5. the figures.
/// </summary>
internal sealed class LoadRun(LoadPlan plan, ILoadTransport transport, ProcessObserver server, ILoadClock clock)
{
    /// <summary>Told of each interval as it ends.</summary>
    public Action<IntervalReport>? Progress { get; init; }

    /// <summary>
    /// The figures. A run that is cancelled gives those of the window so far, or null where it had not begun.
    /// </summary>
    public async Task<BenchPoint?> RunAsync(CancellationToken cancellationToken)
    {
        var start = clock.Now;
        var opens = start + (long)plan.Warmup.TotalNanoseconds;
        var recorder = new LoadRecorder(new LoadWindow(opens, opens + (long)plan.Duration.TotalNanoseconds));
        var slots = Enumerable.Range(0, plan.Slots).Select(_ => new LoadSlot(transport.Open(), clock)).ToArray();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var watch = new TimeoutWatch(slots, clock, plan.Timeout);
        var loop = CreateLoop(slots, recorder, start);
        var running = loop.RunAsync(stop.Token);
        try
        {
            var sampler = new IntervalSampler(recorder, server, clock);
            if (!await WaitUntilAsync(recorder.Window.Start, running, cancellationToken))
                return null;
            var samples = await SampleAsync(sampler, recorder.Window.End, running, cancellationToken);
            if (loop.WaitsForTheLast && !cancellationToken.IsCancellationRequested)
                await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return Report(recorder, sampler, samples);
        }
        finally
        {
            await stop.CancelAsync();
            Array.ForEach(slots, slot => slot.Dispose());
            await running;
        }
    }

    private ILoadLoop CreateLoop(LoadSlot[] slots, LoadRecorder recorder, long start) =>
        plan.Rate is { } rate
            ? new OpenLoop(slots, plan.CreateArrivals(rate), start, recorder, clock)
            : new ClosedLoop(slots, recorder, clock);

    private async Task<List<IntervalReport>> SampleAsync(
        IntervalSampler sampler,
        long end,
        Task running,
        CancellationToken cancellationToken
    )
    {
        var samples = new List<IntervalReport>();
        sampler.Begin();
        var next = clock.Now;
        var goesOn = true;
        while (goesOn && clock.Now < end)
        {
            next = Math.Min(next + (long)plan.Interval.TotalNanoseconds, end);
            goesOn = await WaitUntilAsync(next, running, cancellationToken);
            if (sampler.Take() is not { } sample)
                continue;
            samples.Add(sample);
            Progress?.Invoke(sample);
        }

        return samples;
    }

    // False where the run is cancelled; a loop that broke ends the wait with its exception.
    private async Task<bool> WaitUntilAsync(long instant, Task running, CancellationToken cancellationToken)
    {
        while (clock.Now < instant)
        {
            if (running.IsFaulted)
                await running;
            var left = TimeSpan.FromMicroseconds((instant - clock.Now) / 1000);
            var nap = left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left;
            await Task.Delay(nap < TimeSpan.FromSeconds(1) ? nap : TimeSpan.FromSeconds(1), cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
                return false;
        }

        return true;
    }

    private BenchPoint Report(LoadRecorder recorder, IntervalSampler sampler, List<IntervalReport> samples)
    {
        // The samples come some milliseconds after the edges of the window; what counts is the window.
        var end = Math.Min(sampler.LastSample, recorder.Window.End);
        var seconds = Math.Max((end - recorder.Window.Start) / 1e9, 0);
        OutcomeReport Outcome(OutcomeKind kind) => PointReports.Outcome(recorder.Snapshot(kind), seconds);
        var answered = Outcome(OutcomeKind.Answered);
        return new BenchPoint
        {
            Concurrency = plan.Concurrency,
            Rate = plan.Rate,
            MaxInFlight = plan.Slots,
            Connections = plan.Connections,
            Seconds = Math.Round(seconds, 6),
            Answered = answered,
            Refused = Outcome(OutcomeKind.Refused),
            Failed = Outcome(OutcomeKind.Failed),
            Unsent = recorder.Unsent,
            SendLag = plan.Rate is null ? null : PointReports.Latency(recorder.Lag.Snapshot()),
            RefusalTime = plan.Rate is null ? null : PointReports.Latency(recorder.Refusals.Snapshot()),
            Causes = PointReports.Causes(recorder),
            Server = sampler.ServerUsage(answered.Count),
            ClientCpuSeconds = sampler.ClientCpuSeconds,
            Intervals = samples,
        };
    }
}
