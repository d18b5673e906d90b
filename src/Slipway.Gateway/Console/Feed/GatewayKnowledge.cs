using Slipway.Deployment.Fleet;
using Slipway.Deployment.Routing;
using Slipway.Gateway.Hosting;
using Slipway.Gateway.Routing;
using ServiceState = Slipway.Deployment.Fleet.ServiceState;

namespace Slipway.Gateway.Console.Feed;

/// <summary>
/// The fleet as its gateway knows it, which is enough to go on with: services, revisions and weights, and the replicas that
/// get requests. What it cannot know is as the supervisor told it last, or not there.
/// </summary>
internal static class GatewayKnowledge
{
    /// <param name="table">Of now.</param>
    /// <param name="last">The supervisor's last word; null where it never spoke.</param>
    public static FleetStatus Of(GatewayTable table, FleetStatus? last) =>
        new()
        {
            Name = last?.Name ?? GatewayInfo.Name,
            Target = last?.Target ?? default,
            Directory = last?.Directory ?? "",
            Gateway = new GatewayStatus
            {
                State = ReplicaState.Ready,
                Http = last?.Gateway.Http,
                Grpc = last?.Gateway.Grpc,
                ProcessId = Environment.ProcessId,
                MemoryBytes = Environment.WorkingSet,
                Restarts = last?.Gateway.Restarts ?? 0,
            },
            Services =
            [
                .. table.Services.Select(service =>
                    Of(service, last?.Services.FirstOrDefault(known => known.Name == service.Name))
                ),
            ],
            Pipelines =
            [
                .. table.Source.Pipelines.Select(route => new PipelineStatus
                {
                    Name = route.Name,
                    Description = route.Pipeline.Description,
                    Pipeline = route.Pipeline,
                }),
            ],
            Remarks = [],
        };

    private static ServiceStatus Of(ServiceRouting service, ServiceStatus? known)
    {
        var replicas = service.Revisions.Sum(revision => revision.Replicas.Length);
        var (state, why) = Judge(service);
        return new ServiceStatus
        {
            Name = service.Name,
            Description = service.Route.Description,
            State = state,
            Why = why,
            Models = service.Route.Models,
            Revisions =
            [
                .. service
                    .Revisions.OrderByDescending(revision => revision.Number)
                    .Select(revision =>
                        Of(
                            service,
                            revision.Route,
                            known?.Revisions.FirstOrDefault(each => each.Number == revision.Number)
                        )
                    ),
            ],
            Rollout = known?.Rollout,
            Scaling = known?.Scaling,
            Replicas = known?.Replicas ?? 0,
            Desired = replicas,
            Ready = replicas,
        };
    }

    private static RevisionStatus Of(ServiceRouting service, RevisionRoute route, RevisionStatus? known) =>
        new()
        {
            Number = route.Revision,
            Label = route.Label,
            Weight = service.Weight > 0 ? route.Weight / service.Weight : 0,
            Source = known?.Source ?? "",
            Digest = known?.Digest,
            Created = known?.Created ?? default,
            Replicas = [.. route.Endpoints.Select(Of)],
        };

    private static ReplicaStatus Of(EndpointRoute endpoint) =>
        new()
        {
            Name = endpoint.Replica,
            State = ReplicaState.Ready,
            Http = endpoint.Http,
            Grpc = endpoint.Grpc,
        };

    private static (ServiceState State, string? Why) Judge(ServiceRouting service)
    {
        if (service.Split.Length > 0)
            return (ServiceState.Ready, null);
        if (service.Revisions.Length == 0)
            return (ServiceState.Off, "it has no revision that runs");
        return service.Route.Holds
            ? (ServiceState.Asleep, "it has no replica; requests wait for one")
            : (ServiceState.Failed, "no replica is ready");
    }
}
