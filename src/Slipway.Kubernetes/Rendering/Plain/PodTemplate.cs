using k8s.Models;
using Slipway.Deployment.Manifest.Kubernetes;

namespace Slipway.Kubernetes.Rendering.Plain;

/// <summary>The pods of a service.</summary>
internal static class PodTemplate
{
    /// <summary>
    /// How long a pod goes on before it is told to end, in seconds: callers learn from EndpointSlices, a moment later, that it is to get no
    /// requests. By the kubelet's own sleep (Kubernetes 1.30), since there is no shell in the image.
    /// </summary>
    public const int Farewell = 5;

    /// <summary>What a program that could not start wrote last is why: kubelets put it into the pod's status.</summary>
    public const string LastWords = "FallbackToLogsOnError";

    private const string TemporaryVolume = "tmp";
    private const string CacheVolume = "cache";
    private const string TemporarySize = "256Mi";
    private static readonly string[] Spread = ["kubernetes.io/hostname", "topology.kubernetes.io/zone"];

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
                ImagePullSecrets = Secrets(fleet.Config),
                NodeSelector = Selector(fleet.Config, service.Own),
                Tolerations = Tolerations([.. fleet.Config.Tolerations, .. service.Own.Tolerations]),
                TopologySpreadConstraints = OverNodesAndZones(selector),
                TerminationGracePeriodSeconds = Grace(service),
                Containers = [Container(fleet, service, needs)],
                Volumes =
                [
                    Temporary(),
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

    public static V1Volume Temporary() =>
        new()
        {
            Name = TemporaryVolume,
            EmptyDir = new V1EmptyDirVolumeSource { SizeLimit = new ResourceQuantity(TemporarySize) },
        };

    public static V1VolumeMount TemporaryMount() => new() { Name = TemporaryVolume, MountPath = "/tmp" };

    public static V1Lifecycle LetCallersKnow() =>
        new() { PreStop = new V1LifecycleHandler { Sleep = new V1SleepAction { Seconds = Farewell } } };

    public static IList<V1LocalObjectReference>? Secrets(KubernetesConfig config) =>
        config.ImagePullSecrets.Count == 0
            ? null
            : [.. config.ImagePullSecrets.Select(name => new V1LocalObjectReference { Name = name })];

    /// <summary>Null for none.</summary>
    public static IDictionary<string, string>? Selector(KubernetesConfig fleet, ServiceKubernetesConfig? own)
    {
        var labels = new SortedDictionary<string, string>(fleet.NodeSelector, StringComparer.Ordinal);
        foreach (var (key, value) in own?.NodeSelector ?? [])
        {
            labels[key] = value;
        }

        return labels.Count > 0 ? labels : null;
    }

    /// <summary>Null for none.</summary>
    public static IList<V1Toleration>? Tolerations(IReadOnlyList<TolerationConfig> tolerations) =>
        tolerations.Count == 0
            ? null
            :
            [
                .. tolerations.Select(each => new V1Toleration
                {
                    Key = each.Key,
                    OperatorProperty = each.Value is null ? "Exists" : "Equal",
                    Value = each.Value,
                    Effect = each.Effect,
                }),
            ];

    /// <summary>As far as there are some: a cluster of one node is taken as it is.</summary>
    public static IList<V1TopologySpreadConstraint> OverNodesAndZones(IDictionary<string, string> selector) =>
        [
            .. Spread.Select(key => new V1TopologySpreadConstraint
            {
                MaxSkew = 1,
                TopologyKey = key,
                WhenUnsatisfiable = "ScheduleAnyway",
                LabelSelector = new V1LabelSelector { MatchLabels = selector },
                // The pods of the revision before do not count.
                MatchLabelKeys = ["pod-template-hash"],
            }),
        ];

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
            Ports = Ports(),
            Resources = needs.Requirements,
            Lifecycle = LetCallersKnow(),
            SecurityContext = PodSecurity.Container(),
            TerminationMessagePolicy = LastWords,
            VolumeMounts =
            [
                TemporaryMount(),
                .. service.Address is not null
                    ? [new V1VolumeMount { Name = CacheVolume, MountPath = ObjectNames.CacheFolder }]
                    : (V1VolumeMount[])[],
            ],
        };
        Probes.AddTo(container, service.Health);
        return container;
    }

    public static IList<V1ContainerPort> Ports() =>
        [
            new V1ContainerPort { Name = ObjectNames.Http, ContainerPort = ObjectNames.HttpPort },
            new V1ContainerPort { Name = ObjectNames.Grpc, ContainerPort = ObjectNames.GrpcPort },
        ];

    private static long Grace(FleetService service) =>
        Farewell + (long)Math.Ceiling(service.Server.DrainSeconds ?? 0) + Probes.Seconds(service.Health.StopTimeout);
}
