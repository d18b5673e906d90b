namespace Slipway.Gateway.Routes;

/// <summary>What the command line says of where routes come from.</summary>
internal sealed record RouteArguments
{
    public const string FileName = "--routes";
    public const string EndpointsName = "--kubernetes-endpoints";
    public const string ClusterName = "--kubernetes";
    public const string NamespaceName = "--namespace";
    public const string SelectorName = "--selector";
    public const string KubeconfigName = "--kubeconfig";

    public RouteSource Source { get; init; }

    /// <summary>A <see cref="Deployment.Routing.RoutingTable"/> in JSON; null where the source is no file.</summary>
    public string? File { get; init; }

    /// <summary>Whose objects are watched; null: the pod's own, or the one of the kubeconfig's context.</summary>
    public string? Namespace { get; init; }

    /// <summary>By labels, the model services and pipelines that are this gateway's; null: all.</summary>
    public string? Selector { get; init; }

    /// <summary>How the API server is reached; null: as a pod, or as kubectl would.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Whether it asks an API server.</summary>
    public bool AsksKubernetes => Source is RouteSource.FileAndEndpoints or RouteSource.Cluster;

    /// <param name="values">By name; of a flag, <c>true</c>.</param>
    /// <param name="wrong">Takes what is wrong, in sentences.</param>
    public static RouteArguments Of(IReadOnlyDictionary<string, string> values, ICollection<string> wrong)
    {
        var file = values.GetValueOrDefault(FileName);
        var (endpoints, cluster) = (values.ContainsKey(EndpointsName), values.ContainsKey(ClusterName));
        if (cluster && (file is not null || endpoints))
            wrong.Add(
                $"{ClusterName} makes the routes itself; leave {FileName} and {EndpointsName} out, or {ClusterName}."
            );
        if (endpoints && file is null && !cluster)
            wrong.Add($"{EndpointsName} needs {FileName} FILE, which names the Services.");
        foreach (var name in (string[])[NamespaceName, KubeconfigName])
        {
            if (values.ContainsKey(name) && !endpoints && !cluster)
                wrong.Add($"{name} is for {ClusterName} and {EndpointsName}.");
        }

        if (values.ContainsKey(SelectorName) && !cluster)
            wrong.Add($"{SelectorName} is for {ClusterName}.");
        return new RouteArguments
        {
            Source =
                cluster ? RouteSource.Cluster
                : file is null ? RouteSource.Control
                : endpoints ? RouteSource.FileAndEndpoints
                : RouteSource.File,
            File = file,
            Namespace = values.GetValueOrDefault(NamespaceName),
            Selector = values.GetValueOrDefault(SelectorName),
            Kubeconfig = values.GetValueOrDefault(KubeconfigName),
        };
    }
}
