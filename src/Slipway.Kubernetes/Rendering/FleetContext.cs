using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Kubernetes.Pods;

namespace Slipway.Kubernetes.Rendering;

/// <summary>What is rendered, with what is asked for by many.</summary>
internal sealed class FleetContext(FleetManifest manifest, RenderOptions options)
{
    public FleetManifest Manifest { get; } = manifest;

    public RenderOptions Options { get; } = options;

    public KubernetesConfig Config => Manifest.Kubernetes;

    public string Name { get; } =
        manifest.Name ?? throw new ArgumentException("The manifest has no name: it was not resolved.");

    /// <summary>
    /// Objects have the names of services, and bindings of roles say where accounts are: so a fleet has a namespace, and that for itself.
    /// </summary>
    public string? Namespace =>
        Options.Form == RenderForm.SingleHost ? null : Options.Namespace ?? Config.Namespace ?? Name;

    public string GatewayImage => Config.Gateway.Image ?? Options.GatewayImage;

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<FleetService> Services { get; } =
    [
        .. manifest
            .Services.OrderBy(service => service.Key, StringComparer.Ordinal)
            .Select(service => new FleetService(service.Key, service.Value, options, manifest.Kubernetes)),
    ];

    /// <summary>The ports of the gateway's Service; where the manifest leaves the choice, those of its pods.</summary>
    public (int Http, int Grpc) GatewayPorts =>
        (
            Manifest.Gateway.Port is var http and > 0 ? http : ObjectNames.HttpPort,
            Manifest.Gateway.GrpcPort is var grpc and > 0 ? grpc : ObjectNames.GrpcPort
        );

    /// <summary>Where callers in the cluster find the gateway, for REST and for gRPC.</summary>
    public (string Http, string Grpc) GatewayAddresses
    {
        get
        {
            var scheme = Manifest.Gateway.Tls is null ? "http" : "https";
            var (http, grpc) = GatewayPorts;
            return ($"{scheme}://{ObjectNames.Gateway}:{http}", $"{scheme}://{ObjectNames.Gateway}:{grpc}");
        }
    }

    public SortedDictionary<string, string> Labels(string name, string component) =>
        FleetLabels.Of(Name, name, component);

    public SortedDictionary<string, string> Selector(string name) => FleetLabels.Selector(Name, name);
}
