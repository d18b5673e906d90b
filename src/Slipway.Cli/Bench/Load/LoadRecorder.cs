using System.Collections.Concurrent;
using Slipway.Cli.Bench.Statistics;

namespace Slipway.Cli.Bench.Load;

/// <summary>Keeps what became of the requests of one window. Thread-safe.</summary>
internal sealed class LoadRecorder(LoadWindow window)
{
    // Causes are few, but they come from a server: past this many they are summed up.
    private const int MostCauses = 32;
    private const string OtherCauses = "other causes";

    private readonly LatencyHistogram[] _latencies = [new(), new(), new()];
    private readonly ConcurrentDictionary<string, CauseCount> _causes = new(StringComparer.Ordinal);
    private long _unsent;

    public LoadWindow Window => window;

    /// <summary>How late the requests of an open loop were sent, through no fault of the server's.</summary>
    public LatencyHistogram Lag { get; } = new();

    /// <summary>How long refusals of an open loop took from when they were sent, the generator's lag left out.</summary>
    public LatencyHistogram Refusals { get; } = new();

    public long Unsent => Interlocked.Read(ref _unsent);

    public IReadOnlyDictionary<string, CauseCount> Causes => _causes;

    public HistogramSnapshot Snapshot(OutcomeKind kind) => _latencies[(int)kind].Snapshot();

    public void Record(in Outcome outcome, long latency, ILoadChannel channel)
    {
        _latencies[(int)outcome.Kind].Record(latency);
        if (outcome.Cause is { } cause)
            Find(cause, outcome.Kind, channel).Add();
    }

    public void RecordUnsent() => Interlocked.Increment(ref _unsent);

    private CauseCount Find(string cause, OutcomeKind kind, ILoadChannel channel)
    {
        if (_causes.TryGetValue(cause, out var known))
            return known;
        var isOther = _causes.Count >= MostCauses;
        return _causes.GetOrAdd(
            isOther ? OtherCauses : cause,
            _ => new CauseCount(kind, isOther ? "" : channel.LastMessage)
        );
    }
}

/// <summary>How often requests ended for one cause.</summary>
/// <param name="kind">Whether those were refusals or failures.</param>
/// <param name="message">What the server said the first time.</param>
internal sealed class CauseCount(OutcomeKind kind, string message)
{
    private long _count;

    public OutcomeKind Kind => kind;

    public string Message => message;

    public long Count => Interlocked.Read(ref _count);

    public void Add() => Interlocked.Increment(ref _count);
}
