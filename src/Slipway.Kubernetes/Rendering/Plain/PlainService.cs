using System.Text.Json;
using k8s;
using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Kubernetes.Pods;

namespace Slipway.Kubernetes.Rendering.Plain;

/// <summary>A service without operator.</summary>
internal static class PlainService
{
    private const int History = 5;

    public static RenderedPart Render(FleetContext fleet, FleetService service, FleetNotes notes)
    {
        var labels = fleet.Labels(service.Name, FleetLabels.ServiceComponent);
        TellOfWhatIsNotThere(service, notes);
        List<IKubernetesObject<V1ObjectMeta>?> objects =
        [
            Accounts.WithoutToken(service.Name, labels),
            CacheVolumes.Of(service, fleet.Config.StorageClass, labels),
            Deployment(fleet, service, labels),
            .. PlainAddresses.OfService(fleet, service),
            Autoscalers.Of(service, labels, notes),
            DisruptionBudget.Over(service.Name, labels, fleet.Selector(service.Name), service.LeastReplicas),
            NetworkPolicies.OfService(fleet, service, labels),
        ];
        return new RenderedPart(service.Name, [.. objects.OfType<IKubernetesObject<V1ObjectMeta>>()]);
    }

    // What takes an operator, or what clusters do in their own way.
    private static void TellOfWhatIsNotThere(FleetService service, FleetNotes notes)
    {
        if (service.Config.Rollout is { Strategy: not RolloutStrategy.AllAtOnce } rollout)
            notes.Add(
                $"{service.Name}: releases by '{JsonNamingPolicy.KebabCaseLower.ConvertName(rollout.Strategy.ToString())}' take the operator "
                    + "(form 'resources'); here pods are replaced one after the other, as they become ready."
            );
        if (service.Own.Prepull)
            notes.Add(
                $"{service.Name}: kubernetes.prepull takes the operator (form 'resources'); here nodes pull images as pods start."
            );
        if (service.Config.StartsAfter is { Count: > 0 })
            notes.Add($"{service.Name}: starts_after has no meaning on Kubernetes; a pod waits by not being ready.");
    }

    private static V1Deployment Deployment(
        FleetContext fleet,
        FleetService service,
        SortedDictionary<string, string> labels
    ) =>
        new()
        {
            ApiVersion = "apps/v1",
            Kind = V1Deployment.KubeKind,
            Metadata = new V1ObjectMeta
            {
                Name = service.Name,
                Labels = labels.With(FleetLabels.Version, service.Version),
                Annotations = service.Config.Description is { } text
                    ? new Dictionary<string, string> { ["kubernetes.io/description"] = text }
                    : null,
            },
            Spec = new V1DeploymentSpec
            {
                // Where it is reckoned, it is the autoscaler's: a number here would undo its own with every apply.
                Replicas = service.Config.Scaling is null ? service.Config.Replicas ?? 1 : null,
                RevisionHistoryLimit = History,
                ProgressDeadlineSeconds = Probes.Seconds(service.Health.StartTimeout) + 60,
                Selector = new V1LabelSelector { MatchLabels = fleet.Selector(service.Name) },
                Strategy = Strategy(service),
                Template = PodTemplate.Of(fleet, service),
            },
        };

    // The new pod is ready before an old one ends; but two nodes cannot have a volume that only one can mount.
    private static V1DeploymentStrategy Strategy(FleetService service) =>
        CacheVolumes.IsOfOneNode(service)
            ? new V1DeploymentStrategy { Type = "Recreate" }
            : new V1DeploymentStrategy
            {
                Type = "RollingUpdate",
                RollingUpdate = new V1RollingUpdateDeployment { MaxSurge = 1, MaxUnavailable = 0 },
            };
}
