using Slipway.Cli.Bench.Load;

namespace Slipway.Cli.Tests.Bench.Fakes;

/// <summary>A server on a manual clock that works at one request at a time, each taking what the test says.</summary>
internal sealed class FakeChannels(ManualClock clock, Func<int, long> workOf)
{
    private long _freeAt;
    private int _count;

    /// <summary>The instants at which requests came.</summary>
    public List<long> Arrivals { get; } = [];

    public Func<int, Outcome> OutcomeOf { get; init; } = _ => Outcome.Answered;

    public IReadOnlyList<LoadSlot> Open(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new LoadSlot(new Channel(this), clock))];

    private ValueTask<Outcome> SendAsync()
    {
        var number = _count++;
        Arrivals.Add(clock.Now);
        _freeAt = Math.Max(_freeAt, clock.Now) + workOf(number);
        // Continues on the clock's thread, so that nothing happens beside it.
        var answer = new TaskCompletionSource<Outcome>();
        clock.At(_freeAt, () => answer.SetResult(OutcomeOf(number)));
        return new ValueTask<Outcome>(answer.Task);
    }

    private sealed class Channel(FakeChannels server) : ILoadChannel
    {
        public string LastMessage => "the server's words";

        public ValueTask<Outcome> SendAsync() => server.SendAsync();

        public void Abort() { }

        public void Dispose() { }
    }
}
