using k8s.Models;
using Slipway.Kubernetes.Pods;

namespace Slipway.Kubernetes.Rendering.Plain;

/// <summary>The pods of a service.</summary>
internal static class PodTemplate
{
    private const string CacheVolume = "cache";

    public static V1PodTemplateSpec Of(FleetContext fleet, FleetService service)
    {
        var needs = ResourceNeeds.Of(service.Config.Resources, service.ModelBytes);
        var selector = fleet.Selector(service.Name);
        var isCached = service.Address is not null;
        return new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta
            {
                Labels = fleet
                    .Labels(service.Name, FleetLabels.ServiceComponent)
                    .With(FleetLabels.Version, service.Version),
                Annotations = new SortedDictionary<string, string>(StringComparer.Ordinal)
                {
                    [FleetLabels.ResourcesAnnotation] = needs.From,
                },
            },
            Spec = new V1PodSpec
            {
                ServiceAccountName = service.Name,
                AutomountServiceAccountToken = false,
                EnableServiceLinks = false,
                SecurityContext = PodSecurity.Pod(service.IsForeign ? null : ObjectNames.UserId, ownsVolumes: isCached),
                PriorityClassName = service.Own.PriorityClass,
                RuntimeClassName = service.Own.RuntimeClass,
                ImagePullSecrets = Placement.Secrets(fleet.Config),
                NodeSelector = Placement.Selector(fleet.Config, service.Own),
                Tolerations = Placement.Tolerations([.. fleet.Config.Tolerations, .. service.Own.Tolerations]),
                TopologySpreadConstraints = PodParts.OverNodesAndZones(selector),
                TerminationGracePeriodSeconds = Grace(service),
                Containers = [Container(fleet, service, needs)],
                Volumes =
                [
                    PodParts.Temporary(),
                    .. isCached
                        ?
                        [
                            new V1Volume
                            {
                                Name = CacheVolume,
                                PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource
                                {
                                    ClaimName = ObjectNames.CacheOf(service.Name),
                                },
                            },
                        ]
                        : (V1Volume[])[],
                ],
            },
        };
    }

    private static V1Container Container(FleetContext fleet, FleetService service, ResourceNeeds needs)
    {
        var container = new V1Container
        {
            Name = ObjectNames.ServerContainer,
            Image = service.Image,
            ImagePullPolicy = service.Own.ImagePullPolicy,
            Command = ServerProcess.Command(service)?.ToList(),
            Args = ServerProcess.Arguments(service, fleet.GatewayAddresses)?.ToList(),
            Env =
            [
                .. ServerProcess.Environment(
                    service,
                    fleet.GatewayAddresses,
                    ("*", ObjectNames.HttpPort, ObjectNames.GrpcPort)
                ),
            ],
            Ports = PodParts.Ports(),
            Resources = needs.Requirements,
            Lifecycle = PodParts.LetCallersKnow(),
            SecurityContext = PodSecurity.Container(),
            TerminationMessagePolicy = PodParts.LastWords,
            VolumeMounts =
            [
                PodParts.TemporaryMount(),
                .. service.Address is not null
                    ? [new V1VolumeMount { Name = CacheVolume, MountPath = ObjectNames.CacheFolder }]
                    : (V1VolumeMount[])[],
            ],
        };
        Probes.AddTo(container, service.Health);
        return container;
    }

    private static long Grace(FleetService service) =>
        PodParts.Farewell
        + (long)Math.Ceiling(service.Server.DrainSeconds ?? 0)
        + Probes.Seconds(service.Health.StopTimeout);
}
