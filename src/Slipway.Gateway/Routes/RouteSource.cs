namespace Slipway.Gateway.Routes;

/// <summary>Where a gateway has its routes from; it has exactly one.</summary>
internal enum RouteSource
{
    /// <summary>Who runs the fleet puts them, over the control socket.</summary>
    Control = 0,

    /// <summary>A file that has all of them.</summary>
    File,

    /// <summary>A file, in which revisions name the Service whose EndpointSlices have their replicas.</summary>
    FileAndEndpoints,

    /// <summary>The model services and pipelines of a namespace of Kubernetes.</summary>
    Cluster,
}
