using Slipway.Deployment.Manifest;
using Slipway.Deployment.Routing;
using Slipway.Supervisor.Services;

namespace Slipway.Supervisor.Releases;

/// <summary>A service as the gateway is told of it.</summary>
internal static class RouteOf
{
    public static ServiceRoute Service(ServiceUnit unit, Release release)
    {
        var weights = release.Weights();
        var config = unit.Record.Release?.Config ?? unit.Config.Rollout;
        return new ServiceRoute
        {
            Service = unit.Name,
            Description = unit.Config.Description,
            Models = unit.Models,
            Traffic = unit.Config.Traffic ?? new TrafficConfig(),
            Revisions =
            [
                .. release
                    .Wanted()
                    .Keys.Union(weights.Keys)
                    .Order()
                    .Select(number => new RevisionRoute
                    {
                        Revision = number,
                        Weight = weights.GetValueOrDefault(number),
                        Label =
                            number == release.Candidate ? "candidate"
                            : number == unit.Record.Stable ? "stable"
                            : null,
                        Endpoints = unit.Endpoints(number),
                    }),
            ],
            Mirror =
                release is { Candidate: not 0, Mirror: > 0 } && unit.Ready(release.Candidate) > 0
                    ? new MirrorRoute
                    {
                        Revision = release.Candidate,
                        Share = release.Mirror,
                        Compare = config?.Gates.Agreement ?? new AgreementGate(),
                    }
                    : null,
            // A replica that is on its way is waited for; so is one that a sleeping service will be given.
            Holds = !release.IsRefused && (unit.Desired > 0 || unit.Config.Scaling is { Min: 0 }),
        };
    }
}
