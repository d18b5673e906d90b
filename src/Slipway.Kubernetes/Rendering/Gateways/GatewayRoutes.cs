using k8s;
using k8s.Models;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources.Foreign;

namespace Slipway.Kubernetes.Rendering.Gateways;

/// <summary>How a Gateway of the Gateway API leads to the fleet's own.</summary>
internal static class GatewayRoutes
{
    public static IEnumerable<IKubernetesObject<V1ObjectMeta>> Of(
        FleetContext fleet,
        SortedDictionary<string, string> labels
    )
    {
        if (fleet.Config.Route is not { } route)
            yield break;
        var (http, grpc) = fleet.GatewayPorts;
        yield return new HttpRoute
        {
            Metadata = new V1ObjectMeta { Name = ObjectNames.Gateway, Labels = labels },
            Spec = Spec(route, route.Hosts, http),
        };
        if (route.GrpcHosts.Count > 0)
            yield return new GrpcRoute
            {
                Metadata = new V1ObjectMeta { Name = ObjectNames.Gateway, Labels = labels },
                Spec = Spec(route, route.GrpcHosts, grpc),
            };
    }

    private static RouteSpec Spec(RouteConfig route, List<string> hosts, int port) =>
        new()
        {
            ParentRefs = [new RouteParent { Name = route.Gateway, Namespace = route.GatewayNamespace }],
            Hostnames = hosts.Count > 0 ? hosts : null,
            Rules = [new RouteRule { BackendRefs = [new RouteBackend { Name = ObjectNames.Gateway, Port = port }] }],
        };
}
