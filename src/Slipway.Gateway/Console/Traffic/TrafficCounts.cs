using Slipway.Deployment.Rollouts;

namespace Slipway.Gateway.Console.Traffic;

/// <summary>What was counted since the gateway started, and what is there at present.</summary>
internal sealed record TrafficCounts(RevisionCounts Counts, int InFlight, int Held)
{
    public static TrafficCounts None { get; } = new(new RevisionCounts(), 0, 0);
}
