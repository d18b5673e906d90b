using Slipway.Cli.Bench.Load;
using Slipway.Cli.Tests.Bench.Fakes;

namespace Slipway.Cli.Tests.Bench.Load;

public sealed class OpenLoopTests
{
    private const long Millisecond = 1_000_000;
    private const long Second = 1000 * Millisecond;

    private readonly ManualClock _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Send_ServerThatStallsForASecond_HasTheWaitInTheLatencies()
    {
        // 100 requests a second of 1 ms each; the 100th takes a second, so that those due meanwhile wait behind it.
        var server = new FakeChannels(_clock, number => number == 99 ? Second : Millisecond);
        var recorder = Run(server, perSecond: 100, slots: 512, seconds: 4);

        var answered = recorder.Snapshot(OutcomeKind.Answered);

        answered.Count.Should().Be(400);
        Near(answered.Max, Second);
        Near(answered.Percentile(50), Millisecond);
        // About a hundred were due in the stall: a quarter of all waited, half of them over half a second.
        answered.Percentile(90).Should().BeGreaterThan(Second / 2);
        recorder.Unsent.Should().Be(0);
        server.Arrivals.Should().Equal(Enumerable.Range(0, 400).Select(i => i * 10 * Millisecond));
    }

    [Fact]
    public void Send_BoundReached_CountsUnsentAndNothingElse()
    {
        // Each takes 100 ms of a server that works at one at a time: ten of a hundred a second find room.
        var server = new FakeChannels(_clock, _ => 100 * Millisecond);
        var recorder = Run(server, perSecond: 100, slots: 2, seconds: 10);

        var answered = recorder.Snapshot(OutcomeKind.Answered).Count;

        answered.Should().Be(server.Arrivals.Count);
        answered.Should().BeInRange(100, 103);
        (answered + recorder.Unsent).Should().Be(1000);
    }

    [Fact]
    public void Send_LateGenerator_HasTheLagInTheLatenciesAndBesideThem()
    {
        _clock.Lateness = 4 * Millisecond;
        var recorder = Run(new FakeChannels(_clock, _ => Millisecond), perSecond: 10, slots: 8, seconds: 2);

        Near(recorder.Lag.Snapshot().Percentile(50), 4 * Millisecond);
        Near(recorder.Snapshot(OutcomeKind.Answered).Percentile(50), 5 * Millisecond);
    }

    [Fact]
    public void Send_BeforeTheWindow_IsSentAndNotCounted()
    {
        var server = new FakeChannels(_clock, _ => Millisecond);

        var recorder = Run(server, perSecond: 10, slots: 8, seconds: 3, warmup: 2);

        server.Arrivals.Should().HaveCount(50);
        recorder.Snapshot(OutcomeKind.Answered).Count.Should().Be(30);
    }

    [Fact]
    public void Send_Outcomes_HaveHistogramsOfTheirOwn()
    {
        var server = new FakeChannels(_clock, number => number % 2 == 0 ? 3 * Millisecond : Millisecond)
        {
            OutcomeOf = number => number % 2 == 0 ? Outcome.Answered : Outcome.Refused("HTTP 503"),
        };

        var recorder = Run(server, perSecond: 10, slots: 8, seconds: 4);

        Near(recorder.Snapshot(OutcomeKind.Answered).Percentile(99), 3 * Millisecond);
        Near(recorder.Snapshot(OutcomeKind.Refused).Percentile(99), Millisecond);
        recorder.Snapshot(OutcomeKind.Failed).Count.Should().Be(0);
        recorder.Causes["HTTP 503"].Count.Should().Be(20);
        recorder.Causes["HTTP 503"].Message.Should().Be("the server's words");
    }

    [Fact]
    public void Send_RefusalsToALateGenerator_AreAlsoTimedFromSending()
    {
        _clock.Lateness = 4 * Millisecond;
        var server = new FakeChannels(_clock, number => number % 2 == 0 ? 3 * Millisecond : Millisecond)
        {
            OutcomeOf = number => number % 2 == 0 ? Outcome.Answered : Outcome.Refused("HTTP 503"),
        };

        var recorder = Run(server, perSecond: 10, slots: 8, seconds: 2);

        Near(recorder.Snapshot(OutcomeKind.Refused).Percentile(50), 5 * Millisecond);
        recorder.Refusals.Snapshot().Count.Should().Be(10);
        Near(recorder.Refusals.Snapshot().Max, Millisecond);
    }

    [Fact]
    public async Task Run_StoppedRun_EndsWithItsRequests()
    {
        var server = new FakeChannels(_clock, _ => Millisecond);
        var loop = new OpenLoop(
            server.Open(8),
            new ConstantArrivals(10),
            0,
            new LoadRecorder(new LoadWindow(0, long.MaxValue)),
            _clock
        );

        await loop.RunAsync(new CancellationToken(canceled: true)).WaitAsync(Cancellation);

        server.Arrivals.Should().BeEmpty();
    }

    private LoadRecorder Run(FakeChannels server, double perSecond, int slots, int seconds, int warmup = 0)
    {
        var recorder = new LoadRecorder(new LoadWindow(warmup * Second, (warmup + seconds) * Second));
        var loop = new OpenLoop(server.Open(slots), new ConstantArrivals(perSecond), 0, recorder, _clock);
        loop.Send(Cancellation);
        _clock.Finish();
        return recorder;
    }

    private static void Near(long read, long exact) => read.Should().BeInRange(exact, exact + exact / 100);
}
