using System.Collections.Concurrent;
using Slipway.Deployment.Traffic;
using Slipway.Gateway.Pipelines.Views;
using Slipway.Gateway.Statistics;

namespace Slipway.Gateway.Pipelines.Statistics;

/// <summary>What went through a pipeline, or a step of one, since the gateway started. Counted without a lock.</summary>
internal sealed class PipelineCounters
{
    private readonly ConcurrentDictionary<string, PipelineCounters> _steps = new(StringComparer.Ordinal);
    private readonly LatencyHistogram _latency = new();
    private long _requests;
    private long _failures;
    private long _ticks;
    private int _inFlight;

    public long Requests => Interlocked.Read(ref _requests);

    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Of those that were answered.</summary>
    public TimeSpan Total => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public LatencyCounts Latency => _latency.Read();

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Those that were counted.</summary>
    public IReadOnlyCollection<KeyValuePair<string, PipelineCounters>> Steps => _steps;

    public PipelineCounters Step(string name) => _steps.GetOrAdd(name, _ => new PipelineCounters());

    public void Begin() => Interlocked.Increment(ref _inFlight);

    /// <param name="outcome">A request that was wrong in itself is answered.</param>
    /// <param name="latency">From its beginning to its end.</param>
    public void End(Outcome outcome, TimeSpan latency)
    {
        Interlocked.Decrement(ref _inFlight);
        if (outcome == Outcome.Abandoned)
            return;
        Interlocked.Increment(ref _requests);
        if (outcome == Outcome.Failed)
        {
            Interlocked.Increment(ref _failures);
            return;
        }

        Interlocked.Add(ref _ticks, latency.Ticks);
        _latency.Record(latency);
    }

    /// <param name="steps">Those that the pipeline has now; null for a step.</param>
    public PipelineTraffic Read(IEnumerable<string>? steps) =>
        new()
        {
            Requests = Requests,
            Failures = Failures,
            InFlight = InFlight,
            P50 = _latency.Quantile(0.5, 1)?.TotalMilliseconds,
            P99 = _latency.Quantile(0.99, 1)?.TotalMilliseconds,
            Steps = steps?.ToDictionary(name => name, name => Step(name).Read(null)),
        };
}
