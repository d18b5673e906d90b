using k8s.Models;
using Slipway.Deployment.Routing;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Rendering.Gateways;

namespace Slipway.Kubernetes.Rendering.SingleHost;

/// <summary>The gateway on a single host: its routes have their endpoints, and it listens where the manifest says.</summary>
internal static class SingleHostGateway
{
    private const string Control = "unix:/tmp/control.sock";
    private const string FilesVolume = "files";

    public static RenderedPart Render(FleetContext fleet)
    {
        if (fleet.Manifest.Gateway is { Tls: not null } or { Auth.KeysFile: not null })
        {
            throw new RenderException([
                "On a single host the gateway has no secrets: leave gateway.tls and gateway.auth.keys_file out, and put what does "
                    + "that in front of it, or use 'slipway up'.",
            ]);
        }

        var labels = fleet.Labels(ObjectNames.Gateway, FleetLabels.GatewayComponent);
        var container = new V1Container
        {
            Name = ObjectNames.Gateway,
            Image = fleet.GatewayImage,
            Args =
            [
                "--config",
                $"{GatewayFiles.Folder}/{GatewayFiles.Config}",
                "--control",
                Control,
                "--routes",
                $"{GatewayFiles.Folder}/{GatewayFiles.Routes}",
            ],
            VolumeMounts =
            [
                new V1VolumeMount
                {
                    Name = FilesVolume,
                    MountPath = GatewayFiles.Folder,
                    ReadOnlyProperty = true,
                },
            ],
        };
        var files = Files(fleet, labels);
        return new RenderedPart(
            ObjectNames.Gateway,
            [
                files,
                HostPod.Of(
                    fleet,
                    ObjectNames.Gateway,
                    labels,
                    ObjectNames.UserId,
                    container,
                    [
                        new V1Volume
                        {
                            Name = FilesVolume,
                            ConfigMap = new V1ConfigMapVolumeSource { Name = files.Metadata.Name },
                        },
                    ]
                ),
            ]
        );
    }

    private static V1ConfigMap Files(FleetContext fleet, SortedDictionary<string, string> labels)
    {
        var data = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [GatewayFiles.Config] = GatewayFiles.WriteAsIs(
                fleet.Manifest.Gateway with
                {
                    Port = fleet.GatewayPorts.Http,
                    GrpcPort = fleet.GatewayPorts.Grpc,
                }
            ),
            [GatewayFiles.Routes] = GatewayFiles.WriteRoutes(fleet, service => [Endpoint(fleet, service)]),
        };
        return new V1ConfigMap
        {
            ApiVersion = "v1",
            Kind = V1ConfigMap.KubeKind,
            Metadata = new V1ObjectMeta { Name = HostPod.Name(fleet, ObjectNames.Gateway), Labels = labels },
            Data = data,
        };
    }

    private static EndpointRoute Endpoint(FleetContext fleet, FleetService service)
    {
        var (http, grpc) = HostPorts.Of(fleet, service);
        return new EndpointRoute
        {
            Replica = service.Name,
            Http = $"http://{HostPorts.Host}:{http}",
            Grpc = $"http://{HostPorts.Host}:{grpc}",
        };
    }
}
