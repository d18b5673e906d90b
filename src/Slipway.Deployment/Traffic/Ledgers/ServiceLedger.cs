using Slipway.Deployment.Rollouts;

namespace Slipway.Deployment.Traffic.Ledgers;

/// <summary>What is known of one service's traffic: counts by revision, and the last seconds of all of them.</summary>
public sealed class ServiceLedger
{
    /// <summary>What the rates and quantiles of the status are taken over.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Dictionary<int, RevisionLedger> _revisions = [];
    private readonly Queue<(DateTimeOffset At, RevisionCounts Total)> _moments = new();
    private RevisionCounts _total = new();

    /// <summary>At the replicas, by the last reports.</summary>
    public int InFlight { get; private set; }

    /// <summary>Waiting for a replica, by the last reports.</summary>
    public int Held { get; private set; }

    /// <summary>Raised by each round of reports.</summary>
    public long Reports { get; private set; }

    /// <summary>Requests in flight or held, on average over the time since the round before; null without one.</summary>
    public double? Concurrency { get; private set; }

    /// <summary>One revision's.</summary>
    public RevisionLedger Of(int revision) =>
        _revisions.TryGetValue(revision, out var ledger) ? ledger : _revisions[revision] = new RevisionLedger();

    internal void Add(IReadOnlyList<GatewayRound> round, DateTimeOffset at)
    {
        Reports++;
        Held = round.Sum(each => each.Now.Held);
        InFlight = round.Sum(each => each.Now.Revisions.Sum(revision => revision.InFlight));
        var measured = round.Where(each => each.Seconds > 0).ToList();
        Concurrency = measured.Count == 0 ? null : measured.Sum(each => each.Concurrency);
        foreach (var each in round)
        {
            foreach (var revision in each.Now.Revisions)
            {
                var ledger = Of(revision.Revision);
                var counted = ledger.Counts;
                ledger.Add(revision, each.Before(revision.Revision), at);
                _total = _total.Plus(ledger.Counts.Since(counted));
            }
        }

        _moments.Enqueue((at, _total));
        while (_moments.Count > 2 && at - _moments.Peek().At > Window)
        {
            _moments.Dequeue();
        }
    }

    /// <summary>What rates and quantiles of the status are made of.</summary>
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
public sealed record RecentTraffic(double Rate, double FailureRate, double? P50, double? P99)
{
    /// <summary>No requests.</summary>
    public static RecentTraffic None { get; } = new(0, 0, null, null);
}
