using Slipway.Deployment.Routing;
using Slipway.Errors;
using Slipway.Gateway.Holding;

namespace Slipway.Gateway.Routing;

/// <summary>The table of now. Requests read it without a lock; whoever applies one has the others wait.</summary>
internal sealed class TableStore(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServiceState> _states = [];
    private GatewayTable _current = GatewayTable.Empty;

    public GatewayTable Current => Volatile.Read(ref _current);

    /// <summary>Raised when another table is in place.</summary>
    public Signal Changed { get; } = new();

    /// <summary>Raised when a request begins to wait for a replica.</summary>
    public Signal Joined { get; } = new();

    /// <summary>Called when a table is in place, with it and what it has no longer; in the order of tables.</summary>
    public event Action<GatewayTable, IReadOnlyList<ServiceState>>? Applied;

    /// <summary>Replaces the table; every request that begins after this has returned sees it.</summary>
    /// <exception cref="ServingException">
    /// InvalidArgument: it is wrong in itself. FailedPrecondition: its author has made a newer one.
    /// </exception>
    public void Apply(RoutingTable table)
    {
        string[] problems = [.. RoutingTableCheck.Problems(table)];
        if (problems.Length > 0)
            throw ServingException.InvalidArgument(string.Join(' ', problems));
        lock (_lock)
        {
            var (before, now) = (_current.Source, table);
            if (before.Author == now.Author && now.Generation < before.Generation)
            {
                throw new ServingException(
                    ServingErrorCode.FailedPrecondition,
                    $"The table is of generation {now.Generation}; generation {before.Generation} of the same author is applied."
                );
            }

            var next = new GatewayTable(now, [.. now.Services.Select(Routing)]);
            Volatile.Write(ref _current, next);
            ServiceState[] gone = [.. _states.Values.Where(state => !next.TryFindService(state.Name, out _))];
            Applied?.Invoke(next, gone);
            Changed.Raise();
            // What still has requests is found again with its counts if the service comes back before they have ended.
            foreach (var state in gone.Where(state => state.Concurrency.Present == 0))
            {
                _states.Remove(state.Name);
            }
        }
    }

    private ServiceRouting Routing(ServiceRoute route)
    {
        if (!_states.TryGetValue(route.Service, out var state))
            _states.Add(route.Service, state = new ServiceState(route.Service, Joined, time));
        return new ServiceRouting(route, state);
    }
}
