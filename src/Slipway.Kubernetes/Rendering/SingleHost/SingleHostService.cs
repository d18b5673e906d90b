using k8s;
using k8s.Models;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Rendering.Plain;

namespace Slipway.Kubernetes.Rendering.SingleHost;

/// <summary>A service on a single host: one replica, on ports of loopback.</summary>
internal static class SingleHostService
{
    private const string CacheVolume = "cache";

    public static RenderedPart Render(FleetContext fleet, FleetService service, FleetNotes notes)
    {
        var labels = fleet
            .Labels(service.Name, FleetLabels.ServiceComponent)
            .With(FleetLabels.Version, service.Version);
        if (service.MostReplicas > 1)
            notes.Add($"{service.Name}: a single host has one replica of it.");
        var claim = Claim(fleet, service, labels);
        var deployment = HostPod.Of(
            fleet,
            service.Name,
            labels,
            service.IsForeign ? null : ObjectNames.UserId,
            Container(fleet, service),
            claim is null
                ? []
                :
                [
                    new V1Volume
                    {
                        Name = CacheVolume,
                        PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource
                        {
                            ClaimName = claim.Metadata.Name,
                        },
                    },
                ]
        );
        IKubernetesObject<V1ObjectMeta>[] objects = claim is null ? [deployment] : [claim, deployment];
        return new RenderedPart(service.Name, objects);
    }

    private static V1Container Container(FleetContext fleet, FleetService service)
    {
        var gateway = HostPorts.GatewayOf(fleet);
        var (http, grpc) = HostPorts.Of(fleet, service);
        var hasLimits = service.Config.Resources is { } own && (own.Cpu ?? 0) + (own.Memory?.Length ?? 0) > 0;
        return new V1Container
        {
            Name = ObjectNames.ServerContainer,
            Image = service.Image,
            Command = ServerProcess.Command(service)?.ToList(),
            Args = ServerProcess.Arguments(service, gateway)?.ToList(),
            Env = [.. ServerProcess.Environment(service, gateway, (HostPorts.Host, http, grpc))],
            Resources = hasLimits ? Limits(service) : null,
            VolumeMounts = service.Address is null
                ? null
                : [new V1VolumeMount { Name = CacheVolume, MountPath = ObjectNames.CacheFolder }],
        };
    }

    // What is reckoned is for schedulers; here there is none.
    private static V1ResourceRequirements Limits(FleetService service) =>
        new() { Limits = ResourceNeeds.Of(service.Config.Resources, modelBytes: null).Requirements.Limits };

    private static V1PersistentVolumeClaim? Claim(
        FleetContext fleet,
        FleetService service,
        SortedDictionary<string, string> labels
    )
    {
        var claim = CacheVolumes.Of(service, storageClass: null, labels);
        if (claim is null)
            return null;
        var user = ObjectNames.UserId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        claim.Metadata.Name = HostPod.Name(fleet, claim.Metadata.Name);
        // Whose the volume is: there is no fsGroup.
        claim.Metadata.Annotations = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["volume.podman.io/gid"] = user,
            ["volume.podman.io/uid"] = user,
        };
        return claim;
    }
}
