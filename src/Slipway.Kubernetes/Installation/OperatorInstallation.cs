using k8s;
using k8s.Models;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources.Schemas;

namespace Slipway.Kubernetes.Installation;

/// <summary>What a cluster gets by <c>slipway kubernetes install</c>, in the order in which it is applied.</summary>
/// <param name="options">Where, and which images.</param>
public sealed class OperatorInstallation(InstallOptions options)
{
    /// <summary>The name of the operator's objects.</summary>
    public const string Name = "slipway-operator";

    private const int Port = 8080;
    private const string PortName = "http";

    /// <param name="describe">What a property of a custom resource means; null for nothing.</param>
    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects(Func<Type, string, string?> describe)
    {
        var labels = Labels();
        return
        [
            new V1Namespace
            {
                ApiVersion = "v1",
                Kind = V1Namespace.KubeKind,
                Metadata = new V1ObjectMeta
                {
                    Name = options.Namespace,
                    Labels = labels.With("pod-security.kubernetes.io/enforce", "restricted"),
                },
            },
            .. CustomResourceDefinitions.All(describe).Select(each => Labelled(each, labels)),
            .. OperatorRoles.All(options.Namespace, labels),
            Deployment(labels),
            Service(labels),
            Budget(labels),
        ];
    }

    private V1Deployment Deployment(SortedDictionary<string, string> labels)
    {
        var selector = Selector();
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = V1Deployment.KubeKind,
            Metadata = Meta(labels),
            Spec = new V1DeploymentSpec
            {
                Replicas = options.Replicas,
                Selector = new V1LabelSelector { MatchLabels = selector },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = new V1PodSpec
                    {
                        ServiceAccountName = Name,
                        EnableServiceLinks = false,
                        SecurityContext = PodSecurity.Pod(ObjectNames.UserId, ownsVolumes: false),
                        TopologySpreadConstraints = PodParts.OverNodesAndZones(selector),
                        ImagePullSecrets = options.ImagePullSecret is { } secret
                            ? [new V1LocalObjectReference { Name = secret }]
                            : null,
                        Containers = [Container()],
                        Volumes = [PodParts.Temporary()],
                    },
                },
            },
        };
    }

    private V1Container Container() =>
        new()
        {
            Name = "operator",
            Image = options.OperatorImage,
            Env =
            [
                FromPod("POD_NAME", "metadata.name"),
                FromPod("POD_NAMESPACE", "metadata.namespace"),
                new V1EnvVar { Name = "SLIPWAY_SERVER_IMAGE", Value = options.ServerImage },
            ],
            Ports = [new V1ContainerPort { Name = PortName, ContainerPort = Port }],
            Resources = new V1ResourceRequirements
            {
                Requests = new SortedDictionary<string, ResourceQuantity>(StringComparer.Ordinal)
                {
                    ["cpu"] = new("50m"),
                    ["memory"] = new("128Mi"),
                },
                Limits = new SortedDictionary<string, ResourceQuantity>(StringComparer.Ordinal)
                {
                    ["memory"] = new("512Mi"),
                },
            },
            SecurityContext = PodSecurity.Container(),
            TerminationMessagePolicy = "FallbackToLogsOnError",
            VolumeMounts = [PodParts.TemporaryMount()],
            LivenessProbe = Probe("/healthz"),
            ReadinessProbe = Probe("/readyz"),
        };

    private V1Service Service(SortedDictionary<string, string> labels) =>
        new()
        {
            ApiVersion = "v1",
            Kind = V1Service.KubeKind,
            Metadata = Meta(labels),
            Spec = new V1ServiceSpec
            {
                Selector = Selector(),
                Ports =
                [
                    new V1ServicePort
                    {
                        Name = PortName,
                        Port = Port,
                        TargetPort = PortName,
                    },
                ],
            },
        };

    private V1PodDisruptionBudget Budget(SortedDictionary<string, string> labels) =>
        new()
        {
            ApiVersion = "policy/v1",
            Kind = V1PodDisruptionBudget.KubeKind,
            Metadata = Meta(labels),
            Spec = new V1PodDisruptionBudgetSpec
            {
                MaxUnavailable = 1,
                Selector = new V1LabelSelector { MatchLabels = Selector() },
            },
        };

    private V1ObjectMeta Meta(SortedDictionary<string, string> labels) =>
        new()
        {
            Name = Name,
            NamespaceProperty = options.Namespace,
            Labels = labels,
        };

    private static SortedDictionary<string, string> Labels() =>
        new(StringComparer.Ordinal)
        {
            [FleetLabels.Name] = Name,
            [FleetLabels.Component] = "operator",
            [FleetLabels.PartOf] = FleetLabels.Slipway,
            [FleetLabels.ManagedBy] = FleetLabels.Slipway,
        };

    private static SortedDictionary<string, string> Selector() =>
        new(StringComparer.Ordinal) { [FleetLabels.Name] = Name };

    private static V1CustomResourceDefinition Labelled(
        V1CustomResourceDefinition definition,
        SortedDictionary<string, string> labels
    )
    {
        definition.Metadata.Labels = labels;
        return definition;
    }

    private static V1EnvVar FromPod(string name, string path) =>
        new()
        {
            Name = name,
            ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = path } },
        };

    private static V1Probe Probe(string path) =>
        new()
        {
            HttpGet = new V1HTTPGetAction { Path = path, Port = PortName },
            PeriodSeconds = 5,
            TimeoutSeconds = 3,
            FailureThreshold = 6,
        };
}
