using Slipway.Deployment.Manifest;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Hedging;

/// <summary>
/// How long the first request is waited for: what the manifest says, or the revision's own 95th percentile, reckoned once a second.
/// Thread-safe.
/// </summary>
internal sealed class HedgeDelay(TimeProvider time)
{
    private const double Quantile = 0.95;

    // Fewer say nothing about a quantile so far out.
    private const int AtLeast = 100;

    private sealed record Reckoned(long At, TimeSpan? Delay);

    private Reckoned? _last;

    /// <summary>Null where nothing is known yet.</summary>
    public TimeSpan? Of(RevisionState revision, HedgingConfig config)
    {
        if (config.After is { } after)
            return after;
        var last = Volatile.Read(ref _last);
        if (last is not null && time.GetElapsedTime(last.At) < TimeSpan.FromSeconds(1))
            return last.Delay;
        var delay = revision.Counters.Latency.Quantile(Quantile, AtLeast);
        Volatile.Write(ref _last, new Reckoned(time.GetTimestamp(), delay));
        return delay;
    }
}
