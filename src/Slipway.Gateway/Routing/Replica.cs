using Slipway.Deployment.Routing;
using Slipway.Gateway.Balancing;
using Slipway.Gateway.Statistics;

namespace Slipway.Gateway.Routing;

/// <summary>A replica at its addresses, with its health. It is the same object in every table that has it.</summary>
internal sealed class Replica(EndpointRoute endpoint, ReplicaCounters counters, TimeProvider time)
{
    // As long as one that takes no connections is passed over where there are others.
    private static readonly TimeSpan Unreachable = TimeSpan.FromSeconds(1);

    private long _unreachableUntil = long.MinValue;

    public EndpointRoute Endpoint { get; } = endpoint;

    public string Name => Endpoint.Replica;

    public ReplicaCounters Counters { get; } = counters;

    public CircuitBreaker Breaker { get; } = new(time);

    /// <summary>Whether it took no connection a moment ago: one of those that are gone, which the table does not know yet.</summary>
    public bool IsUnreachable =>
        Volatile.Read(ref _unreachableUntil) is var until && until != long.MinValue && time.GetTimestamp() < until;

    public void NotReached() =>
        Volatile.Write(
            ref _unreachableUntil,
            time.GetTimestamp() + (long)(Unreachable.TotalSeconds * time.TimestampFrequency)
        );

    public void Reached() => Volatile.Write(ref _unreachableUntil, long.MinValue);
}
