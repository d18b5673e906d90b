using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;

namespace Slipway.Kubernetes.Running.Status;

/// <summary>What is seen of a fleet, as fleets are told everywhere.</summary>
internal static class StatusView
{
    public static FleetStatus Of(FleetSnapshot seen) =>
        new()
        {
            Name = seen.Scope.Name,
            Target = FleetTarget.Kubernetes,
            Directory = $"the namespace {seen.Scope.Namespace}",
            Gateway = GatewayPods.Of(seen),
            Services =
            [
                .. seen
                    .ModelServices.Select(each => OperatedService.Of(each, seen))
                    .Concat(seen.PlainServices.Select(each => PlainService.Of(each, seen)))
                    .OrderBy(each => each.Name, StringComparer.Ordinal),
            ],
            Pipelines =
            [
                .. seen
                    .Pipelines.OrderBy(each => each.Metadata.Name, StringComparer.Ordinal)
                    .Select(each => new PipelineStatus
                    {
                        Name = each.Metadata.Name,
                        Description = each.Spec.Description,
                        Pipeline = each.Spec,
                    }),
            ],
            Remarks = [.. Remarks(seen)],
        };

    private static IEnumerable<string> Remarks(FleetSnapshot seen) =>
        Troubles(seen).Prepend("requests, latencies and memory are not told here: the gateway's metrics have them.");

    private static IEnumerable<string> Troubles(FleetSnapshot seen) =>
        seen
            .Pipelines.Select(each =>
                (
                    each.Metadata.Name,
                    Trouble: each.Status?.Conditions.FirstOrDefault(condition => condition.Status == "False")?.Message
                )
            )
            .Where(each => each.Trouble is not null)
            .Select(each => $"pipeline {each.Name}: {each.Trouble}");
}
