using Microsoft.Extensions.Primitives;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Routing;

namespace Slipway.Gateway.Routing;

/// <summary>A service as one table has it. Immutable, but for the state behind it.</summary>
internal sealed class ServiceRouting
{
    public ServiceRouting(ServiceRoute route, ServiceState state)
    {
        Route = route;
        State = state;
        Header = route.Service;
        Revisions = state.Take(route.Revisions);
        Split = [.. Revisions.Where(each => each is { Route.Weight: > 0, Replicas.Length: > 0 }).Order(NewestFirst)];
        Weight = Split.Sum(each => each.Route.Weight);
        HasReplicas = Array.Exists(Revisions, each => each.Replicas.Length > 0);
    }

    public ServiceRoute Route { get; }

    public ServiceState State { get; }

    public string Name => Route.Service;

    public TrafficConfig Traffic => Route.Traffic;

    /// <summary>What the header <c>Slipway-Service</c> says.</summary>
    public StringValues Header { get; }

    public RevisionRouting[] Revisions { get; }

    /// <summary>Those that have a part of the traffic and replicas for it: the candidate first, then from the newest on.</summary>
    public RevisionRouting[] Split { get; }

    /// <summary>The sum of the split's.</summary>
    public double Weight { get; }

    public bool HasReplicas { get; }

    /// <summary>Whether the table has it, in any revision.</summary>
    public bool Has(Replica replica) => Array.Exists(Revisions, each => each.Replicas.Contains(replica));

    private static readonly Comparer<RevisionRouting> NewestFirst = Comparer<RevisionRouting>.Create(
        (one, other) =>
        {
            var labels = Rank(one).CompareTo(Rank(other));
            return labels != 0 ? labels : other.Number.CompareTo(one.Number);
        }
    );

    private static int Rank(RevisionRouting revision) =>
        revision.Route.Label switch
        {
            "candidate" => 0,
            "stable" => 2,
            _ => 1,
        };
}
