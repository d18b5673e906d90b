using Slipway.Deployment.Fleet;
using Slipway.Deployment.Routing;
using Slipway.Supervisor.Releases;

namespace Slipway.Supervisor.Fleets;

/// <summary>The routes of a fleet as it is now.</summary>
internal static class RouteTable
{
    /// <summary>Without its generation, which who sends it gives.</summary>
    public static RoutingTable Of(FleetSpec spec, IEnumerable<ManagedService> services) =>
        new()
        {
            Generation = 0,
            Services =
            [
                .. services
                    .Where(service => !service.Unit.IsRemoved)
                    .OrderBy(service => service.Name, StringComparer.Ordinal)
                    .Select(service => RouteOf.Service(service.Unit, service.Release)),
            ],
            Pipelines =
            [
                .. spec.Manifest.Pipelines.Select(pair => new PipelineRoute { Name = pair.Key, Pipeline = pair.Value }),
            ],
        };
}
