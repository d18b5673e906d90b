using Slipway.Gateway.Routes.Cluster;
using Slipway.Gateway.Routes.Files;
using Slipway.Kubernetes.Api;

namespace Slipway.Gateway.Routes;

internal static class RouteServices
{
    /// <summary>The source that the command line names.</summary>
    public static void AddRoutes(this IServiceCollection services, RouteArguments arguments)
    {
        services.AddSingleton(arguments);
        services.AddSingleton<RouteRemarks>();
        services.AddSingleton<RoutePublisher>();
        if (arguments.AsksKubernetes)
        {
            services.AddSingleton(_ => ClusterConnection.Open(arguments));
            services.AddSingleton(provider => new ResourceApi(provider.GetRequiredService<ClusterConnection>().Client));
            services.AddSingleton<ClusterWatches>();
        }

        if (arguments.Source is RouteSource.File or RouteSource.FileAndEndpoints)
            services.AddHostedService<FileRouteSource>();
        if (arguments.Source is RouteSource.Cluster)
            services.AddHostedService<ClusterRouteSource>();
    }
}
