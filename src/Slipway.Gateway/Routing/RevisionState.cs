using Slipway.Deployment.Routing;
using Slipway.Gateway.Hedging;
using Slipway.Gateway.Statistics;

namespace Slipway.Gateway.Routing;

/// <summary>What lasts of a revision over the tables that have it: its counts and its replicas, by name.</summary>
internal sealed class RevisionState(int number, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Replica> _replicas = [];

    public int Number { get; } = number;

    public RevisionCounters Counters { get; } = new();

    public MirrorCounters Mirror { get; } = new();

    public HedgeDelay HedgeDelay { get; } = new(time);

    /// <summary>
    /// Those of a table, in its order. One that comes back at another address is another one to balancing and health, with the
    /// counts that it had.
    /// </summary>
    public Replica[] Take(IReadOnlyList<EndpointRoute> endpoints)
    {
        lock (_lock)
        {
            var taken = new Replica[endpoints.Count];
            for (var i = 0; i < taken.Length; i++)
            {
                var endpoint = endpoints[i];
                var known = _replicas.GetValueOrDefault(endpoint.Replica);
                if (known?.Endpoint != endpoint)
                    known = new Replica(endpoint, known?.Counters ?? new ReplicaCounters(), time);
                _replicas[endpoint.Replica] = taken[i] = known;
            }

            return taken;
        }
    }

    /// <summary>Those of the table, and those that left it while they still had requests.</summary>
    public IReadOnlyList<Replica> Present(IReadOnlyList<Replica> current)
    {
        lock (_lock)
        {
            return
            [
                .. current,
                .. _replicas.Values.Where(replica => replica.Counters.InFlight > 0 && !current.Contains(replica)),
            ];
        }
    }
}
