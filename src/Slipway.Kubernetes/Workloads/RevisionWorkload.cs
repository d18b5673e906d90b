using System.Globalization;
using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Workloads;

/// <summary>The objects of one revision of a model service, which gateways find by its headless Service.</summary>
/// <param name="service">Whose revision it is; the owner of the objects.</param>
/// <param name="revision">With what its pods are made of.</param>
/// <param name="serverImage">The server's image for models that are in none; null where the operator knows none.</param>
public sealed class RevisionWorkload(ModelService service, RevisionInfo revision, string? serverImage)
{
    /// <summary>At least as long as one revision waits for its pods beyond what the manifest says, for images to be pulled.</summary>
    private const int PullSeconds = 60;

    private readonly ModelServiceSpec _spec = revision.Template;

    /// <summary>Of the Deployment and of the headless Service.</summary>
    public string Name => NameOf(service.Metadata.Name, revision.Number);

    /// <inheritdoc cref="Name"/>
    public static string NameOf(string service, int revision) =>
        string.Create(CultureInfo.InvariantCulture, $"{service}-r{revision}");

    /// <summary>The claim that its pods mount; null for none.</summary>
    private string? Cache => CacheClaim.NameOf(service.Metadata.Name, revision);

    /// <summary>Labels by which objects of the service are found.</summary>
    public SortedDictionary<string, string> Labels()
    {
        var labels = ServiceObjectsOf.Labels(service);
        labels[SlipwayGroup.RevisionLabel] = Number();
        return labels;
    }

    /// <summary>Without the number of pods, which others may reckon (<see cref="Replicas"/>).</summary>
    /// <param name="first">The number to make it with, where there is none yet; null: without.</param>
    public V1Deployment Deployment(int? first = null)
    {
        var health = _spec.Health ?? new HealthConfig();
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = V1Deployment.KubeKind,
            Metadata = Meta(),
            Spec = new V1DeploymentSpec
            {
                Replicas = first,
                RevisionHistoryLimit = 1,
                ProgressDeadlineSeconds = Probes.Seconds(health.StartTimeout) + PullSeconds,
                Selector = new V1LabelSelector { MatchLabels = Selector() },
                Strategy = Strategy(),
                Template = Template(health),
            },
        };
    }

    /// <summary>
    /// The number of pods alone, to be applied by a manager of its own: a manager that leaves a field out which it had gives it up, and
    /// where it was the only one the number would fall to one the moment that an autoscaler takes over.
    /// </summary>
    public V1Deployment Replicas(int pods) =>
        new()
        {
            ApiVersion = "apps/v1",
            Kind = V1Deployment.KubeKind,
            Metadata = new V1ObjectMeta { Name = Name, NamespaceProperty = service.Metadata.NamespaceProperty },
            Spec = new V1DeploymentSpec { Replicas = pods },
        };

    /// <summary>By its EndpointSlices gateways find the revision's pods.</summary>
    public V1Service Endpoints()
    {
        var endpoints = PodService.Over(
            Name,
            Labels(),
            Selector(),
            (ObjectNames.HttpPort, ObjectNames.GrpcPort),
            isHeadless: true
        );
        endpoints.Metadata = Meta();
        return endpoints;
    }

    // Two nodes cannot have a volume that only one can mount.
    private V1DeploymentStrategy Strategy() =>
        Cache is not null && _spec.Cache is { Shared: not true }
            ? new V1DeploymentStrategy { Type = "Recreate" }
            : new V1DeploymentStrategy
            {
                Type = "RollingUpdate",
                RollingUpdate = new V1RollingUpdateDeployment { MaxSurge = 1, MaxUnavailable = 0 },
            };

    private V1ObjectMeta Meta() =>
        new()
        {
            Name = Name,
            NamespaceProperty = service.Metadata.NamespaceProperty,
            Labels = Labels(),
            OwnerReferences = [ServiceObjectsOf.Owner(service)],
        };

    private SortedDictionary<string, string> Selector() =>
        new(StringComparer.Ordinal)
        {
            [SlipwayGroup.ServiceLabel] = service.Metadata.Name,
            [SlipwayGroup.RevisionLabel] = Number(),
        };

    private V1PodTemplateSpec Template(HealthConfig health)
    {
        var pod = _spec.Pod ?? new PodOptions();
        var labels = new SortedDictionary<string, string>(
            pod.Labels ?? new Dictionary<string, string>(),
            StringComparer.Ordinal
        );
        foreach (var (key, value) in Labels())
        {
            labels[key] = value;
        }

        var delivery = ModelDelivery.Of(_spec, service.Metadata.Name, serverImage, Cache);
        return new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta { Labels = labels, Annotations = Annotations(pod) },
            Spec = new V1PodSpec
            {
                ServiceAccountName = pod.ServiceAccountName ?? service.Metadata.Name,
                AutomountServiceAccountToken = pod.ServiceAccountName is null ? false : null,
                EnableServiceLinks = false,
                SecurityContext = PodSecurity.Pod(delivery.UserId, delivery.IsWritable),
                PriorityClassName = pod.PriorityClassName,
                RuntimeClassName = pod.RuntimeClassName,
                ImagePullSecrets = pod.ImagePullSecrets?.ToList(),
                NodeSelector = pod.NodeSelector,
                Tolerations = pod.Tolerations?.ToList(),
                Affinity = pod.Affinity,
                TopologySpreadConstraints =
                    pod.TopologySpreadConstraints?.ToList() ?? PodParts.OverNodesAndZones(Selector()),
                TerminationGracePeriodSeconds =
                    PodParts.Farewell
                    + (long)Math.Ceiling(_spec.Server?.DrainSeconds ?? 0)
                    + Probes.Seconds(health.StopTimeout),
                Containers = [Container(delivery, health)],
                Volumes = [PodParts.Temporary(), .. delivery.Volumes],
            },
        };
    }

    private IDictionary<string, string>? Annotations(PodOptions pod) =>
        _spec.ModelBytes is not { } bytes
            ? pod.Annotations
            : new SortedDictionary<string, string>(
                pod.Annotations ?? new Dictionary<string, string>(),
                StringComparer.Ordinal
            )
            {
                [SlipwayGroup.MemoryAnnotation] = ResourceNeeds.ToLoad(bytes).ToString(),
            };

    private V1Container Container(ModelDelivery delivery, HealthConfig health)
    {
        string[] arguments =
        [
            .. ServerArguments.Of(_spec.Server ?? new ServerConfig()).Select(ServerCommand.Verbatim),
            .. _spec.Arguments ?? [],
        ];
        var container = new V1Container
        {
            Name = ObjectNames.ServerContainer,
            Image = delivery.Image,
            ImagePullPolicy = _spec.ImagePullPolicy,
            Command = delivery.Command?.ToList(),
            Args = arguments.Length > 0 ? arguments : null,
            Env = Environment(),
            Ports = PodParts.Ports(),
            Resources = ResourceNeeds.Fill(_spec.Resources, _spec.ModelBytes),
            Lifecycle = PodParts.LetCallersKnow(),
            SecurityContext = PodSecurity.Container(),
            // What a server that could not start wrote last is why: kubelets put it into the pod's status.
            TerminationMessagePolicy = "FallbackToLogsOnError",
            VolumeMounts = [PodParts.TemporaryMount(), .. delivery.Mounts],
        };
        Probes.AddTo(container, health);
        return container;
    }

    private List<V1EnvVar> Environment()
    {
        var own = _spec.Env ?? [];
        List<V1EnvVar> variables =
        [
            Variable("SLIPWAY_HOST", "*"),
            Variable("SLIPWAY_HTTP_PORT", ObjectNames.HttpPort.ToString(CultureInfo.InvariantCulture)),
            Variable("SLIPWAY_GRPC_PORT", ObjectNames.GrpcPort.ToString(CultureInfo.InvariantCulture)),
            Variable("SLIPWAY_SERVICE", service.Metadata.Name),
            Variable("SLIPWAY_REVISION", Number()),
            Variable("OTEL_SERVICE_NAME", service.Metadata.Name),
        ];
        return [.. variables.Where(each => own.All(other => other.Name != each.Name)), .. own];
    }

    private string Number() => revision.Number.ToString(CultureInfo.InvariantCulture);

    private static V1EnvVar Variable(string name, string value) => new() { Name = name, Value = value };
}
