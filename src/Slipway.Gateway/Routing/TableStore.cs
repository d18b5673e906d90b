using Slipway.Deployment.Routing;
using Slipway.Errors;

namespace Slipway.Gateway.Routing;

/// <summary>The table of now. Requests read it without a lock; whoever applies one has the others wait.</summary>
internal sealed class TableStore(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServiceState> _states = [];
    private GatewayTable _current = GatewayTable.Empty;

    public GatewayTable Current => Volatile.Read(ref _current);

    /// <summary>Called after a table has been put in place, with it; in the order of tables.</summary>
    public event Action<GatewayTable>? Applied;

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
            foreach (var gone in _states.Keys.Where(name => !next.TryFindService(name, out _)).ToArray())
            {
                if (_states[gone].Concurrency.Present == 0)
                    _states.Remove(gone);
            }

            Volatile.Write(ref _current, next);
            Applied?.Invoke(next);
        }
    }

    private ServiceRouting Routing(ServiceRoute route)
    {
        if (!_states.TryGetValue(route.Service, out var state))
            _states.Add(route.Service, state = new ServiceState(route.Service, time));
        return new ServiceRouting(route, state);
    }
}
