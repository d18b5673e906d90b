using k8s;

namespace Slipway.Gateway.Routes.Cluster;

/// <summary>The API server and the namespace whose objects are watched.</summary>
internal sealed class ClusterConnection : IDisposable
{
    private const string DefaultNamespace = "default";

    private ClusterConnection(KubernetesClientConfiguration configuration, string space)
    {
        Client = new k8s.Kubernetes(configuration);
        Namespace = space;
    }

    public k8s.Kubernetes Client { get; }

    public string Namespace { get; }

    /// <summary>Connects nowhere yet.</summary>
    /// <exception cref="k8s.Exceptions.KubeConfigException">The kubeconfig cannot be used.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ClusterConnection Open(RouteArguments arguments)
    {
        var configuration =
            arguments.Kubeconfig is { } file ? KubernetesClientConfiguration.BuildConfigFromConfigFile(file)
            // A pod is itself, whatever lies in its home.
            : KubernetesClientConfiguration.IsInCluster() ? KubernetesClientConfiguration.InClusterConfig()
            : KubernetesClientConfiguration.BuildDefaultConfig();
        var space = arguments.Namespace ?? configuration.Namespace;
        return new ClusterConnection(configuration, string.IsNullOrEmpty(space) ? DefaultNamespace : space);
    }

    public void Dispose() => Client.Dispose();
}
