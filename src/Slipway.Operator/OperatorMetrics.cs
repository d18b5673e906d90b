using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Slipway.Operator;

/// <summary>What the operator counts, under <c>slipway.operator</c>.</summary>
internal sealed class OperatorMetrics : IDisposable
{
    public const string MeterName = "Slipway.Operator";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _reconciles;
    private readonly ConcurrentDictionary<string, Func<int>> _depths = new(StringComparer.Ordinal);

    public OperatorMetrics()
    {
        _reconciles = _meter.CreateHistogram<double>(
            "slipway.operator.reconcile.duration",
            "s",
            "How long reconciling one resource took, by kind and outcome: done, conflict, error."
        );
        _meter.CreateObservableGauge(
            "slipway.operator.queue.depth",
            () => _depths.Select(each => new Measurement<int>(each.Value(), Kind(each.Key))),
            description: "Resources that wait to be reconciled."
        );
    }

    /// <summary>Names that wait for a worker; those of a term before are not told any more.</summary>
    public void Watch(string kind, Func<int> depth) => _depths[kind] = depth;

    /// <summary>1 while this one leads.</summary>
    public void Watch(Func<bool> leads) =>
        _meter.CreateObservableGauge(
            "slipway.operator.leader",
            () => leads() ? 1 : 0,
            description: "1 where this operator leads."
        );

    public Measured Reconciles(string kind) => new(_reconciles, kind);

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Kind(string kind) => new("kind", kind);

    internal sealed class Measured(Histogram<double> histogram, string kind) : IDisposable
    {
        private readonly long _began = Stopwatch.GetTimestamp();

        public string Outcome { get; set; } = "done";

        public void Dispose() =>
            histogram.Record(
                Stopwatch.GetElapsedTime(_began).TotalSeconds,
                Kind(kind),
                new KeyValuePair<string, object?>("outcome", Outcome)
            );
    }
}
