using Slipway.Cli.Bench.Load;
using Slipway.Cli.Tests.Bench.Fakes;

namespace Slipway.Cli.Tests.Bench.Load;

public sealed class ClosedLoopTests
{
    private const long Millisecond = 1_000_000;

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Run_WindowAfterWarmup_CountsWhatEndsInsideIt()
    {
        // Answers after 30 ms, 60 ms, … ; those at 120, 150 and 180 lie in the window.
        var recorder = await RunAsync(
            new LoadWindow(100 * Millisecond, 200 * Millisecond),
            () =>
            {
                _clock.Advance(30 * Millisecond);
                return Outcome.Answered;
            }
        );

        var answered = recorder.Snapshot(OutcomeKind.Answered);

        answered.Count.Should().Be(3);
        answered.Max.Should().Be(30 * Millisecond);
    }

    [Fact]
    public async Task Run_Failures_AreCountedByCause()
    {
        var number = 0;
        var recorder = await RunAsync(
            new LoadWindow(0, 100 * Millisecond),
            () =>
            {
                _clock.Advance(30 * Millisecond);
                return number++ == 0 ? Outcome.Failed("HTTP 500") : Outcome.Answered;
            }
        );

        recorder.Snapshot(OutcomeKind.Failed).Count.Should().Be(1);
        recorder.Snapshot(OutcomeKind.Answered).Count.Should().Be(2);
        recorder.Causes.Keys.Should().Equal("HTTP 500");
    }

    [Fact]
    public async Task Run_Stopped_DoesNotCountWhatTheStopBroke()
    {
        using var stop = new CancellationTokenSource();
        var recorder = new LoadRecorder(new LoadWindow(0, long.MaxValue));
        using var slot = new LoadSlot(
            new DelegateChannel(() =>
            {
                stop.Cancel();
                return Outcome.Failed("connection closed");
            }),
            _clock
        );

        await new ClosedLoop([slot], recorder, _clock).RunAsync(stop.Token);

        recorder.Snapshot(OutcomeKind.Failed).Count.Should().Be(0);
    }

    private async Task<LoadRecorder> RunAsync(LoadWindow window, Func<Outcome> send)
    {
        var recorder = new LoadRecorder(window);
        using var slot = new LoadSlot(new DelegateChannel(send), _clock);
        await new ClosedLoop([slot], recorder, _clock).RunAsync(TestContext.Current.CancellationToken);
        return recorder;
    }
}
