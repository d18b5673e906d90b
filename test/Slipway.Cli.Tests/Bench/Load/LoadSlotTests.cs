using Slipway.Cli.Bench.Load;
using Slipway.Cli.Tests.Bench.Fakes;

namespace Slipway.Cli.Tests.Bench.Load;

public sealed class LoadSlotTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly PendingChannel _channel = new();
    private readonly LoadSlot _slot;

    public LoadSlotTests() => _slot = new LoadSlot(_channel, _clock);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_OlderThanTheLimit_IsAbortedAndTimesOut()
    {
        _clock.Advance(100);
        var sending = _slot.SendAsync().AsTask();

        _slot.EndIfOlderThan(101);

        (await sending.WaitAsync(Cancellation)).Should().Be(Outcome.TimedOut);
    }

    [Fact]
    public async Task Send_YoungerThanTheLimit_IsLeftAlone()
    {
        _clock.Advance(100);
        var sending = _slot.SendAsync().AsTask();

        _slot.EndIfOlderThan(100);
        _channel.Answer(Outcome.Answered);

        (await sending.WaitAsync(Cancellation)).Should().Be(Outcome.Answered);
        _channel.Aborts.Should().Be(0);
    }

    [Fact]
    public async Task Send_AfterOneThatTimedOut_IsNotHitByTheOldAbort()
    {
        _clock.Advance(100);
        var first = _slot.SendAsync().AsTask();
        // The answer comes while the watch is about to abort: it must not abort what comes next.
        _channel.OnAbort = () => _channel.Answer(Outcome.Answered);
        _slot.EndIfOlderThan(200);
        (await first.WaitAsync(Cancellation)).Should().Be(Outcome.TimedOut);

        _clock.Advance(200);
        var second = _slot.SendAsync().AsTask();
        _slot.EndIfOlderThan(200);
        _channel.Answer(Outcome.Answered);

        (await second.WaitAsync(Cancellation)).Should().Be(Outcome.Answered);
        _channel.Aborts.Should().Be(1);
    }

    [Fact]
    public void EndIfOlderThan_NothingInProgress_DoesNothing()
    {
        _slot.EndIfOlderThan(long.MaxValue);

        _channel.Aborts.Should().Be(0);
    }

    public void Dispose() => _slot.Dispose();

    private sealed class PendingChannel : ILoadChannel
    {
        private TaskCompletionSource<Outcome> _answer = new();

        public string LastMessage => "";

        public int Aborts { get; private set; }

        public Action? OnAbort { get; set; }

        public ValueTask<Outcome> SendAsync()
        {
            _answer = new TaskCompletionSource<Outcome>();
            return new ValueTask<Outcome>(_answer.Task);
        }

        public void Answer(Outcome outcome) => _answer.SetResult(outcome);

        public void Abort()
        {
            Aborts++;
            if (OnAbort is null)
                _answer.SetResult(Outcome.Failed("connection closed"));
            else
                OnAbort();
        }

        public void Dispose() { }
    }
}
