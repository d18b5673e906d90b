using k8s;
using k8s.Models;
using Slipway.Deployment.Routing;
using Slipway.Kubernetes.Resources;

namespace Slipway.Gateway.Routes.Cluster;

/// <summary>The routing table of a namespace.</summary>
internal static class ClusterRoutes
{
    /// <summary>What is being deleted gets no new requests; its own, that it has, are answered.</summary>
    public static ClusterRouting Of(
        IEnumerable<ModelService> services,
        IEnumerable<ModelPipeline> pipelines,
        ClusterEndpoints endpoints
    )
    {
        var remarks = new List<string>();
        ModelService[] mine = [.. services.Where(IsThere)];
        var names = ModelNames.Of(mine, remarks);
        var table = new RoutingTable
        {
            Generation = 0,
            Services =
            [
                .. mine.OrderBy(service => service.Metadata.Name, StringComparer.Ordinal)
                    .Select(service => ServiceRoutes.Of(service, names[service.Metadata.Name], endpoints)),
            ],
            Pipelines = PipelineRoutes.Of(
                pipelines.Where(IsThere),
                names.Values.SelectMany(models => models).ToHashSet(StringComparer.Ordinal),
                remarks
            ),
        };
        return new ClusterRouting(table, remarks);
    }

    private static bool IsThere(IKubernetesObject<V1ObjectMeta> value) => value.Metadata.DeletionTimestamp is null;
}
