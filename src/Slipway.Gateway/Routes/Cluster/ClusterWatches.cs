using k8s.Models;
using Slipway.Gateway.Holding;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Watching;

namespace Slipway.Gateway.Routes.Cluster;

/// <summary>What of a namespace routes are made of.</summary>
internal sealed class ClusterWatches
{
    public ClusterWatches(
        ResourceApi api,
        ClusterConnection connection,
        RouteArguments arguments,
        RouteRemarks remarks,
        TimeProvider time
    )
    {
        var mine = new CacheScope(connection.Namespace, arguments.Selector);
        Services = new ClusterWatch<ModelService>(api, mine, Changed, remarks, time);
        Pipelines = new ClusterWatch<ModelPipeline>(api, mine, Changed, remarks, time);
        Slices = new ClusterWatch<V1EndpointSlice>(
            api,
            new CacheScope(connection.Namespace, ClusterEndpoints.ServiceLabel),
            Changed,
            remarks,
            time
        );
    }

    /// <summary>Raised with every change of any of them.</summary>
    public Signal Changed { get; } = new();

    public ClusterWatch<ModelService> Services { get; }

    public ClusterWatch<ModelPipeline> Pipelines { get; }

    public ClusterWatch<V1EndpointSlice> Slices { get; }

    public bool AreSynced => Services.IsSynced && Pipelines.IsSynced && Slices.IsSynced;

    public Task FollowEndpointsAsync(CancellationToken token) => Slices.RunAsync(token);

    public Task FollowAllAsync(CancellationToken token) =>
        Task.WhenAll(Services.RunAsync(token), Pipelines.RunAsync(token), Slices.RunAsync(token));
}
