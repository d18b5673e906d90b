using k8s.Models;
using Slipway.Kubernetes.Pods;

namespace Slipway.Kubernetes.Rendering.Plain;

/// <summary>The Services of a service: one address for callers, and each pod's own for gateways, which choose themselves.</summary>
internal static class PlainAddresses
{
    public static IReadOnlyList<V1Service> OfService(FleetContext fleet, FleetService service)
    {
        var selector = fleet.Selector(service.Name);
        return
        [
            PodService.Over(
                service.Name,
                fleet.Labels(service.Name, FleetLabels.ServiceComponent),
                selector,
                (ObjectNames.HttpPort, ObjectNames.GrpcPort)
            ),
            PodService.Over(
                ObjectNames.EndpointsOf(service.Name),
                fleet.Labels(service.Name, FleetLabels.EndpointsComponent),
                selector,
                (ObjectNames.HttpPort, ObjectNames.GrpcPort),
                isHeadless: true
            ),
        ];
    }
}
