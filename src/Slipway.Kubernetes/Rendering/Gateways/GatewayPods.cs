using System.Globalization;
using k8s.Models;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Rendering.Gateways;

/// <summary>The gateway's pods.</summary>
internal static class GatewayPods
{
    public const string TlsSecret = "gateway-tls";
    public const string KeysSecret = "gateway-keys";

    // Requests that are in flight get as long as the gateway lets them when it ends, and a little more.
    private const int Patience = 65;

    /// <summary>Where the operator asks for traffic.</summary>
    public const int ControlPort = 8082;
    private const string ControlPortName = "control";
    private const string ControlFolder = "/etc/slipway/control";
    private const string ControlVolume = "control";

    // Where all else is controlled: this pod's own affair.
    private const string Control = "unix:/tmp/control.sock";

    private const string FilesVolume = "files";
    private const string TlsVolume = "tls";
    private const string KeysVolume = "keys";

    public static V1Deployment Of(FleetContext fleet, SortedDictionary<string, string> labels, V1ConfigMap files)
    {
        var selector = fleet.Selector(ObjectNames.Gateway);
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = V1Deployment.KubeKind,
            Metadata = new V1ObjectMeta { Name = ObjectNames.Gateway, Labels = labels },
            Spec = new V1DeploymentSpec
            {
                Replicas = fleet.Config.Gateway.Replicas,
                RevisionHistoryLimit = 5,
                Selector = new V1LabelSelector { MatchLabels = selector },
                Strategy = new V1DeploymentStrategy
                {
                    Type = "RollingUpdate",
                    RollingUpdate = new V1RollingUpdateDeployment { MaxSurge = 1, MaxUnavailable = 0 },
                },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta
                    {
                        Labels = labels,
                        Annotations = new SortedDictionary<string, string>(StringComparer.Ordinal)
                        {
                            [FleetLabels.FilesAnnotation] = GatewayFiles.Digest(
                                string.Concat(files.Data.Select(file => file.Value))
                            ),
                        },
                    },
                    Spec = Spec(fleet, selector),
                },
            },
        };
    }

    private static V1PodSpec Spec(FleetContext fleet, SortedDictionary<string, string> selector) =>
        new()
        {
            ServiceAccountName = ObjectNames.Gateway,
            AutomountServiceAccountToken = true,
            EnableServiceLinks = false,
            SecurityContext = PodSecurity.Pod(ObjectNames.UserId, ownsVolumes: false),
            ImagePullSecrets = Placement.Secrets(fleet.Config),
            NodeSelector = Placement.Selector(fleet.Config, own: null),
            Tolerations = Placement.Tolerations(fleet.Config.Tolerations),
            TopologySpreadConstraints = PodParts.OverNodesAndZones(selector),
            TerminationGracePeriodSeconds = PodParts.Farewell + Patience,
            Containers = [Container(fleet)],
            Volumes =
            [
                PodParts.Temporary(),
                new V1Volume
                {
                    Name = FilesVolume,
                    ConfigMap = new V1ConfigMapVolumeSource { Name = ObjectNames.Gateway },
                },
                .. Mounts(fleet).Select(each => Secret(each.Volume, each.Secret)),
            ],
        };

    private static V1Container Container(FleetContext fleet)
    {
        var container = new V1Container
        {
            Name = ObjectNames.Gateway,
            Image = fleet.GatewayImage,
            Args = [.. Arguments(fleet.Options.Form)],
            Ports = [.. PodParts.Ports(), .. ControlPorts(fleet.Options.Form)],
            Resources = Resources(fleet),
            SecurityContext = PodSecurity.Container(),
            TerminationMessagePolicy = PodParts.LastWords,
            VolumeMounts =
            [
                PodParts.TemporaryMount(),
                Mount(FilesVolume, GatewayFiles.Folder),
                .. Mounts(fleet).Select(each => Mount(each.Volume, each.Folder)),
            ],
        };
        Probes.AddToGateway(container, fleet.Manifest.Gateway.Tls is not null);
        return container;
    }

    private static IEnumerable<string> Arguments(RenderForm form) =>
        [
            "--config",
            $"{GatewayFiles.Folder}/{GatewayFiles.Config}",
            "--control",
            Control,
            // Rather than by a hook: it tells clients to leave while it waits.
            "--drain-seconds",
            PodParts.Farewell.ToString(CultureInfo.InvariantCulture),
            .. form == RenderForm.Plain
                ? (string[])["--routes", $"{GatewayFiles.Folder}/{GatewayFiles.Routes}", "--kubernetes-endpoints"]
                :
                [
                    "--kubernetes",
                    "--control-port",
                    ControlPort.ToString(CultureInfo.InvariantCulture),
                    "--control-token-file",
                    $"{ControlFolder}/{SlipwayGroup.ControlKey}",
                ],
        ];

    private static V1ContainerPort[] ControlPorts(RenderForm form) =>
        form == RenderForm.Resources
            ? [new V1ContainerPort { Name = ControlPortName, ContainerPort = ControlPort }]
            : [];

    private static V1ResourceRequirements Resources(FleetContext fleet)
    {
        var requests = new SortedDictionary<string, ResourceQuantity>(StringComparer.Ordinal)
        {
            ["cpu"] = new("100m"),
            ["memory"] = new("128Mi"),
        };
        if (fleet.Config.Gateway.Resources is not { } own)
            return new V1ResourceRequirements { Requests = requests };
        var said = ResourceNeeds.Of(own, modelBytes: null).Requirements;
        foreach (var (key, value) in said.Limits ?? new Dictionary<string, ResourceQuantity>())
        {
            requests[key] = value;
        }

        return new V1ResourceRequirements { Requests = requests, Limits = said.Limits };
    }

    private static IEnumerable<(string Volume, string Folder, string Secret)> Mounts(FleetContext fleet)
    {
        if (fleet.Options.Form == RenderForm.Resources)
            yield return (ControlVolume, ControlFolder, SlipwayGroup.ControlSecret);
        if (fleet.Manifest.Gateway.Tls is not null)
            yield return (TlsVolume, GatewayFiles.TlsFolder, TlsSecret);
        if (fleet.Manifest.Gateway.Auth?.KeysFile is not null)
            yield return (KeysVolume, GatewayFiles.KeysFolder, KeysSecret);
    }

    private static V1VolumeMount Mount(string name, string path) =>
        new()
        {
            Name = name,
            MountPath = path,
            ReadOnlyProperty = true,
        };

    private static V1Volume Secret(string name, string secret) =>
        new()
        {
            Name = name,
            Secret = new V1SecretVolumeSource
            {
                SecretName = secret,
                // The operator makes it; until then the gateway routes all the same.
                Optional = secret == SlipwayGroup.ControlSecret ? true : null,
            },
        };
}
