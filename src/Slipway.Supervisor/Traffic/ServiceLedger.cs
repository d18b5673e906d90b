using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Traffic;

namespace Slipway.Supervisor.Traffic;

/// <summary>What is known of one service's traffic: counts by revision, and the last seconds of all of them.</summary>
internal sealed class ServiceLedger
{
    /// <summary>What the rates and quantiles of the status are taken over.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Dictionary<int, RevisionLedger> _revisions = [];
    private readonly Queue<(DateTimeOffset At, RevisionCounts Total)> _moments = new();
    private RevisionCounts _total = new();

    public int InFlight { get; private set; }

    public int Held { get; private set; }

    /// <summary>Raised by each report.</summary>
    public long Reports { get; private set; }

    /// <summary>Requests in flight or held, on average over the time since the report before; null without one.</summary>
    public double? Concurrency { get; private set; }

    public RevisionLedger Of(int revision) =>
        _revisions.TryGetValue(revision, out var ledger) ? ledger : _revisions[revision] = new RevisionLedger();

    /// <param name="now">This report's.</param>
    /// <param name="before">The last one's of the same gateway; null: it began at 0.</param>
    /// <param name="seconds">Between the two.</param>
    /// <param name="at">When.</param>
    public void Add(ServiceTraffic now, ServiceTraffic? before, double seconds, DateTimeOffset at)
    {
        Reports++;
        Held = now.Held;
        InFlight = now.Revisions.Sum(each => each.InFlight);
        Concurrency = seconds > 0 ? (now.ConcurrencySeconds - (before?.ConcurrencySeconds ?? 0)) / seconds : null;
        foreach (var revision in now.Revisions)
        {
            var ledger = Of(revision.Revision);
            var counted = ledger.Counts;
            ledger.Add(revision, before?.Revisions.FirstOrDefault(each => each.Revision == revision.Revision), at);
            _total = _total.Plus(ledger.Counts.Since(counted));
        }

        _moments.Enqueue((at, _total));
        while (_moments.Count > 2 && at - _moments.Peek().At > Window)
        {
            _moments.Dequeue();
        }
    }

    public RecentTraffic Recent()
    {
        if (_moments.Count < 2)
            return RecentTraffic.None;
        var (first, last) = (_moments.Peek(), _moments.Last());
        var seconds = (last.At - first.At).TotalSeconds;
        var counts = last.Total.Since(first.Total);
        return seconds <= 0 || counts.Requests == 0
            ? RecentTraffic.None
            : new RecentTraffic(
                counts.Requests / seconds,
                (double)counts.Failures / counts.Requests,
                counts.Latency.Quantile(0.5)?.TotalMilliseconds,
                counts.Latency.Quantile(0.99)?.TotalMilliseconds
            );
    }
}

/// <summary>The last seconds of a service.</summary>
/// <param name="Rate">Requests per second.</param>
/// <param name="FailureRate">The part of them that failed.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
internal sealed record RecentTraffic(double Rate, double FailureRate, double? P50, double? P99)
{
    public static RecentTraffic None { get; } = new(0, 0, null, null);
}
