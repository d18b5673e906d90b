using Slipway.Supervisor.Gateways;
using Slipway.Supervisor.Services;

namespace Slipway.Supervisor.Fleets;

/// <summary>
/// Replicas on their way out. One is told to end only when the gateway has taken up routes without it, so that no request is sent
/// to it any more; those that it has, it answers. A gateway that takes no routes cannot hold it back for ever.
/// </summary>
internal sealed class Departures(RoutePusher routes)
{
    private readonly List<(Replica Replica, long Generation)> _leaving = [];

    /// <summary>To be called after the newest routes were offered, which are without the replicas that are stopping.</summary>
    public void Step(IEnumerable<Replica> replicas)
    {
        foreach (var replica in replicas.Where(replica => replica.IsStopping))
        {
            if (!_leaving.Exists(each => each.Replica == replica))
                _leaving.Add((replica, routes.Generation));
        }

        foreach (var (replica, generation) in _leaving)
        {
            if (routes.HasApplied(generation) || replica.HasWaitedToStop)
                replica.Terminate();
        }

        _leaving.RemoveAll(each => each.Replica.IsGone);
    }
}
