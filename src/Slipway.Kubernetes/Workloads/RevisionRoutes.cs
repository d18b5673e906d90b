using System.Globalization;
using k8s.Models;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Resources.Foreign;

namespace Slipway.Kubernetes.Workloads;

/// <summary>What has a Gateway of the Gateway API split a service's traffic.</summary>
public static class RevisionRoutes
{
    // Of which weights are parts.
    private const int Whole = 1000;

    /// <summary>
    /// The Service that routes name. It is another one than the headless one by which Slipway's gateways find the pods, which cannot become it:
    /// a Service's address does not change.
    /// </summary>
    public static V1Service Address(ModelService service, int revision)
    {
        var selector = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [SlipwayGroup.ServiceLabel] = service.Metadata.Name,
            [SlipwayGroup.RevisionLabel] = revision.ToString(CultureInfo.InvariantCulture),
        };
        var address = PodService.Over(
            AddressOf(service.Metadata.Name, revision),
            ServiceObjectsOf.Labels(service),
            selector,
            (ObjectNames.HttpPort, ObjectNames.GrpcPort)
        );
        address.Metadata = Meta(service, address.Metadata.Name);
        return address;
    }

    /// <inheritdoc cref="Address"/>
    public static string AddressOf(string service, int revision) =>
        $"{RevisionWorkload.NameOf(service, revision)}-route";

    /// <returns>Null where it has none, or no revision has traffic yet.</returns>
    public static HttpRoute? Http(ModelService service, IReadOnlyList<RevisionInfo> revisions) =>
        service.Spec.Route is { } route && HaveTraffic(revisions)
            ? new HttpRoute
            {
                Metadata = Meta(service, service.Metadata.Name),
                Spec = Spec(service, route, route.Hosts, ObjectNames.HttpPort, revisions),
            }
            : null;

    /// <inheritdoc cref="Http"/>
    public static GrpcRoute? Grpc(ModelService service, IReadOnlyList<RevisionInfo> revisions) =>
        service.Spec.Route is { GrpcHosts.Count: > 0 } route && HaveTraffic(revisions)
            ? new GrpcRoute
            {
                Metadata = Meta(service, service.Metadata.Name),
                Spec = Spec(service, route, route.GrpcHosts, ObjectNames.GrpcPort, revisions),
            }
            : null;

    private static bool HaveTraffic(IReadOnlyList<RevisionInfo> revisions) => revisions.Any(each => each.Weight > 0);

    private static RouteSpec Spec(
        ModelService service,
        RouteConfig route,
        List<string> hosts,
        int port,
        IReadOnlyList<RevisionInfo> revisions
    ) =>
        new()
        {
            ParentRefs = [new RouteParent { Name = route.Gateway, Namespace = route.GatewayNamespace }],
            Hostnames = hosts.Count > 0 ? hosts : null,
            Rules =
            [
                new RouteRule
                {
                    BackendRefs =
                    [
                        .. revisions
                            .Where(each => each.Weight > 0)
                            .OrderBy(each => each.Number)
                            .Select(each => new RouteBackend
                            {
                                Name = AddressOf(service.Metadata.Name, each.Number),
                                Port = port,
                                Weight = Math.Max(1, (int)Math.Round(each.Weight * Whole)),
                            }),
                    ],
                },
            ],
        };

    private static V1ObjectMeta Meta(ModelService service, string name) =>
        new()
        {
            Name = name,
            NamespaceProperty = service.Metadata.NamespaceProperty,
            Labels = ServiceObjectsOf.Labels(service),
            OwnerReferences = [ServiceObjectsOf.Owner(service)],
        };
}
