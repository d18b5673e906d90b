using Slipway.Deployment.Rollouts;

namespace Slipway.Gateway.Console.Traffic;

/// <summary>What happened between two moments.</summary>
public sealed record TrafficPoint
{
    /// <summary>The later one.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Requests per second.</summary>
    public required double Rate { get; init; }

    /// <summary>Failures as a part of the requests; null without requests.</summary>
    public double? FailureRate { get; init; }

    /// <summary>Milliseconds; null without requests that did not fail.</summary>
    public double? P50 { get; init; }

    /// <inheritdoc cref="P50"/>
    public double? P99 { get; init; }

    /// <summary>At the later moment.</summary>
    public int InFlight { get; init; }

    /// <inheritdoc cref="InFlight"/>
    public int Held { get; init; }

    internal static TrafficPoint Between(TrafficCounts before, TrafficCounts now, double seconds, DateTimeOffset at)
    {
        var counts = now.Counts.Since(before.Counts);
        return new TrafficPoint
        {
            At = at,
            Rate = seconds > 0 ? counts.Requests / seconds : 0,
            FailureRate = counts.Requests > 0 ? (double)counts.Failures / counts.Requests : null,
            P50 = Quantile(counts, 0.5),
            P99 = Quantile(counts, 0.99),
            InFlight = now.InFlight,
            Held = now.Held,
        };
    }

    private static double? Quantile(RevisionCounts counts, double quantile) =>
        counts.Latency.Quantile(quantile)?.TotalMilliseconds;
}
