using Slipway.Deployment.Manifest;
using Slipway.Gateway.Forwarding;
using Slipway.Gateway.Statistics;

namespace Slipway.Gateway.Balancing;

/// <summary>Takes requests out of their places, and tells the replicas' health by how they went.</summary>
internal sealed class PlaceKeeper(ReplicaWatch watch)
{
    /// <summary>A place that was taken is not used.</summary>
    public static void GiveBack(Place place)
    {
        place.Replica.Counters.Withdraw();
        if (place.IsTrying)
            place.Replica.Breaker.Abandon();
    }

    /// <summary>The replica's side of it; the revision's is told by who knows the whole request.</summary>
    public void Leave(Place place, Outcome outcome, CircuitBreakerConfig config)
    {
        var replica = place.Replica;
        replica.Counters.End(outcome == Outcome.Failed);
        if (outcome == Outcome.Abandoned)
        {
            if (place.IsTrying)
                replica.Breaker.Abandon();
            return;
        }

        if (outcome == Outcome.Answered && replica.IsUnreachable)
            replica.Reached();
        if (replica.Breaker.Record(outcome == Outcome.Failed, place.IsTrying, config))
            watch.SeeTo(replica, config);
    }
}
