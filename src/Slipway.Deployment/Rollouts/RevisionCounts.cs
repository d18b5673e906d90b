using Slipway.Deployment.Traffic;

namespace Slipway.Deployment.Rollouts;

/// <summary>A revision's requests over some time.</summary>
public sealed record RevisionCounts
{
    public long Requests { get; set; }

    /// <summary>Of these.</summary>
    public long Failures { get; set; }

    /// <summary>Of those that did not fail.</summary>
    public LatencyCounts Latency { get; set; } = new();

    public static RevisionCounts Of(RevisionTraffic traffic) =>
        new()
        {
            Requests = traffic.Requests,
            Failures = traffic.Failures,
            Latency = traffic.Latency,
        };

    public RevisionCounts Plus(RevisionCounts other) =>
        new()
        {
            Requests = Requests + other.Requests,
            Failures = Failures + other.Failures,
            Latency = Latency.Plus(other.Latency),
        };

    /// <summary>What came after <paramref name="earlier"/>; all of it where the counts began anew since.</summary>
    public RevisionCounts Since(RevisionCounts earlier) =>
        earlier.Requests > Requests
            ? this
            : new()
            {
                Requests = Requests - earlier.Requests,
                Failures = Math.Max(0, Failures - earlier.Failures),
                Latency = Latency.Since(earlier.Latency),
            };
}
