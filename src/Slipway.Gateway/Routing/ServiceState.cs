using Slipway.Deployment.Routing;
using Slipway.Gateway.Holding;
using Slipway.Gateway.Retries;
using Slipway.Gateway.Statistics;

namespace Slipway.Gateway.Routing;

/// <summary>What lasts of a service over the tables that have it.</summary>
internal sealed class ServiceState
{
    // So that a request that is the only one of its minute may still be tried twice.
    private const int SpareRetries = 10;

    private readonly Dictionary<int, RevisionState> _revisions = [];
    private readonly TimeProvider _time;

    public ServiceState(string name, Signal joined, TimeProvider time)
    {
        _time = time;
        Name = name;
        Room = new WaitingRoom(joined, time);
        Concurrency = new ConcurrencyMeter(time);
        Requests = new RollingCount(time);
        Retries = new RetryBudget(Requests, SpareRetries, time);
        Hedges = new RetryBudget(Requests, spare: 1, time);
    }

    public string Name { get; }

    /// <summary>Where requests wait while there is no replica.</summary>
    public WaitingRoom Room { get; }

    /// <summary>Requests that are held or in flight.</summary>
    public ConcurrencyMeter Concurrency { get; }

    /// <summary>Those of the last seconds.</summary>
    public RollingCount Requests { get; }

    public RetryBudget Retries { get; }

    public RetryBudget Hedges { get; }

    /// <summary>
    /// The revisions of a table. One that the table before did not have either, nor has a request of it in flight, is forgotten.
    /// Not thread-safe: tables are made one after the other.
    /// </summary>
    public RevisionRouting[] Take(IReadOnlyList<RevisionRoute> routes)
    {
        foreach (var (number, state) in _revisions)
        {
            if (state.Counters.InFlight == 0 && !routes.Any(route => route.Revision == number))
                _revisions.Remove(number);
        }

        return [.. routes.Select(route => new RevisionRouting(route, Of(route.Revision)))];
    }

    private RevisionState Of(int number)
    {
        if (!_revisions.TryGetValue(number, out var state))
            _revisions.Add(number, state = new RevisionState(number, _time));
        return state;
    }
}
