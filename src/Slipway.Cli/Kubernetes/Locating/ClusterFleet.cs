using Slipway.Cli.Fleets.Locating;
using Slipway.Kubernetes.Applying;

namespace Slipway.Cli.Kubernetes.Locating;

/// <summary>A fleet in a cluster.</summary>
internal sealed record ClusterFleet(FleetScope Scope) : IFoundFleet
{
    public string Name => Scope.Name;

    /// <summary>What answers is the cluster: where it knows nothing of the fleet, nothing of it is left.</summary>
    public bool IsExpected => false;

    public string Gone => $"Nothing of {Name} is left in the namespace {Scope.Namespace}.";
}
