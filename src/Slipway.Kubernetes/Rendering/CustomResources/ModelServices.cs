using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Errors;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Rendering.CustomResources;

/// <summary>A service for the operator: what the manifest says, and nothing that is the operator's own.</summary>
internal static class ModelServices
{
    private const string Oci = "oci://";

    public static RenderedPart Render(FleetContext fleet, FleetService service, FleetNotes notes)
    {
        var config = service.Config;
        var needs = ResourceNeeds.Of(config.Resources, service.ModelBytes);
        return new RenderedPart(
            service.Name,
            [
                new ModelService
                {
                    Metadata = new V1ObjectMeta
                    {
                        Name = service.Name,
                        Labels = fleet.Labels(service.Name, FleetLabels.ServiceComponent),
                        Annotations = new SortedDictionary<string, string>(StringComparer.Ordinal)
                        {
                            [FleetLabels.ResourcesAnnotation] = needs.From,
                        },
                    },
                    Spec = new ModelServiceSpec
                    {
                        Description = config.Description,
                        Image = service.Address is null ? service.Image : null,
                        Model = Model(fleet, service),
                        ImagePullPolicy = service.Own.ImagePullPolicy,
                        Prepull = service.Own.Prepull ? true : null,
                        Models = config.Models,
                        Replicas = config.Replicas,
                        Scaling = Scaling(service, notes),
                        Autoscale = Autoscale(service),
                        Cache = Cache(fleet, service),
                        ModelBytes = service.ModelBytes,
                        Resources = needs.Requirements,
                        Env = Environment(fleet, service),
                        Arguments = Arguments(fleet, service),
                        Server = config.Server,
                        Traffic = config.Traffic,
                        Rollout = config.Rollout,
                        Health = config.Health,
                        Pod = Pod(fleet, service),
                        NetworkPolicy = Network(fleet, service),
                    },
                },
            ]
        );
    }

    private static ScalingConfig? Scaling(FleetService service, FleetNotes notes)
    {
        if (service.Config.Scaling is not { Min: 0 } scaling || Autoscale(service) is null)
            return service.Config.Scaling;
        notes.Add(
            $"{service.Name}: scaling.min is 0, and a HorizontalPodAutoscaler wakes no pod up: there is always one. Leave "
                + "kubernetes.autoscale.metric out to go to zero."
        );
        return scaling with { Min = 1 };
    }

    // By requests the operator reckons without being told.
    private static AutoscaleConfig? Autoscale(FleetService service) =>
        service.Config.Scaling is not null
        && service.Own.Autoscale is { Metric: not (null or AutoscaleMetric.Requests) } config
            ? config
            : null;

    private static CacheOptions? Cache(FleetContext fleet, FleetService service) =>
        service.Address is null
            ? null
            : new CacheOptions
            {
                Size = ResourceNeeds.Bytes(MemorySize.Parse(service.Own.Cache.Size)).ToString(),
                StorageClassName = service.Own.Cache.StorageClass ?? fleet.Config.StorageClass,
                Shared = service.Own.Cache.Shared,
            };

    private static NetworkOptions? Network(FleetContext fleet, FleetService service) =>
        fleet.Config.NetworkPolicy
            ? new NetworkOptions
            {
                MonitoringNamespace = fleet.Config.Monitoring?.Namespace,
                CallsGateway = service.CallsGateway ? true : null,
                Egress = service.Own.Egress.Count > 0 ? service.Own.Egress : null,
            }
            : null;

    private static ModelSource? Model(FleetContext fleet, FleetService service) =>
        service.Address is not { } address ? null
        : address.StartsWith(Oci, StringComparison.Ordinal)
            ? new ModelSource { Artifact = address[Oci.Length..], ServerImage = service.Image }
        : new ModelSource { Address = address, ServerImage = service.Image };

    private static V1EnvVar[]? Environment(FleetContext fleet, FleetService service)
    {
        V1EnvVar[] variables = [.. ServerProcess.OwnEnvironment(service, fleet.GatewayAddresses)];
        return variables.Length > 0 ? variables : null;
    }

    private static string[]? Arguments(FleetContext fleet, FleetService service)
    {
        string[] arguments = [.. ServerProcess.OwnArguments(service, fleet.GatewayAddresses)];
        return arguments.Length > 0 ? arguments : null;
    }

    private static PodOptions? Pod(FleetContext fleet, FleetService service)
    {
        var pod = new PodOptions
        {
            NodeSelector = Placement.Selector(fleet.Config, service.Own),
            Tolerations = Placement.Tolerations([.. fleet.Config.Tolerations, .. service.Own.Tolerations])?.ToList(),
            ImagePullSecrets = Placement.Secrets(fleet.Config)?.ToList(),
            PriorityClassName = service.Own.PriorityClass,
            RuntimeClassName = service.Own.RuntimeClass,
        };
        return pod == new PodOptions() ? null : pod;
    }
}
