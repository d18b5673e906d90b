using k8s.Models;

namespace Slipway.Kubernetes.Rendering.Plain;

/// <summary>The Services of a service: one address for callers, and each pod's own for gateways, which choose themselves.</summary>
internal static class Services
{
    private const string Http2 = "kubernetes.io/h2c";

    public static IReadOnlyList<V1Service> OfService(FleetContext fleet, FleetService service)
    {
        var selector = fleet.Selector(service.Name);
        return
        [
            Make(
                service.Name,
                fleet.Labels(service.Name, FleetLabels.ServiceComponent),
                selector,
                (ObjectNames.HttpPort, ObjectNames.GrpcPort)
            ),
            Make(
                ObjectNames.EndpointsOf(service.Name),
                fleet.Labels(service.Name, FleetLabels.EndpointsComponent),
                selector,
                (ObjectNames.HttpPort, ObjectNames.GrpcPort),
                isHeadless: true
            ),
        ];
    }

    public static V1Service Make(
        string name,
        SortedDictionary<string, string> labels,
        SortedDictionary<string, string> selector,
        (int Http, int Grpc) ports,
        bool isHeadless = false,
        bool isTls = false
    ) =>
        new()
        {
            ApiVersion = "v1",
            Kind = V1Service.KubeKind,
            Metadata = new V1ObjectMeta { Name = name, Labels = labels },
            Spec = new V1ServiceSpec
            {
                Type = "ClusterIP",
                ClusterIP = isHeadless ? "None" : null,
                Selector = selector,
                Ports =
                [
                    new V1ServicePort
                    {
                        Name = ObjectNames.Http,
                        Port = ports.Http,
                        TargetPort = ObjectNames.Http,
                        AppProtocol = isTls ? "https" : "http",
                    },
                    new V1ServicePort
                    {
                        Name = ObjectNames.Grpc,
                        Port = ports.Grpc,
                        TargetPort = ObjectNames.Grpc,
                        AppProtocol = isTls ? "https" : Http2,
                    },
                ],
            },
        };
}
