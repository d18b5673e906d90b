using System.Globalization;
using k8s.Models;
using Slipway.Kubernetes.Causes;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Services;

/// <summary>What the cluster has of a service's revisions, from their Deployments and pods.</summary>
internal static class ServiceViews
{
    public static IReadOnlyDictionary<int, RevisionView> Of(
        IEnumerable<V1Deployment> deployments,
        IEnumerable<V1Pod> pods
    )
    {
        var byRevision = pods.Where(pod => pod.Metadata.DeletionTimestamp is null).ToLookup(Revision);
        return deployments
            .Where(each => Revision(each) != 0 && each.Metadata.DeletionTimestamp is null)
            .ToDictionary(Revision, each => View(each, [.. byRevision[Revision(each)]]));
    }

    /// <returns>0 where it does not say one.</returns>
    public static int Revision(k8s.IKubernetesObject<V1ObjectMeta> value) =>
        value.Metadata.Labels?.TryGetValue(SlipwayGroup.RevisionLabel, out var text) == true
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    public static PrepullView Of(V1DaemonSet set) =>
        new(
            set.Status?.DesiredNumberScheduled ?? 0,
            set.Status?.NumberReady ?? 0,
            set.Status?.ObservedGeneration >= set.Metadata.Generation
        );

    /// <returns>Null where it reckons no revision's pods.</returns>
    public static AutoscalerView? Of(V2HorizontalPodAutoscaler autoscaler, IEnumerable<V1Deployment> deployments)
    {
        var target = deployments.FirstOrDefault(each => each.Metadata.Name == autoscaler.Spec?.ScaleTargetRef?.Name);
        if (target is null || Revision(target) is not (> 0 and var revision))
            return null;
        var trouble = autoscaler.Status?.Conditions?.FirstOrDefault(each =>
            each is { Type: "ScalingActive" or "AbleToScale", Status: "False" }
        );
        return new AutoscalerView(
            revision,
            trouble is null ? null : (trouble.Reason ?? "Unknown", trouble.Message ?? "")
        );
    }

    private static RevisionView View(V1Deployment deployment, IReadOnlyList<V1Pod> pods)
    {
        // Of an older generation it tells about other pods.
        var isCurrent = deployment.Status?.ObservedGeneration >= deployment.Metadata.Generation;
        return new RevisionView
        {
            Pods = deployment.Status?.Replicas ?? 0,
            Ready = deployment.Status?.ReadyReplicas ?? 0,
            Wanted = deployment.Spec?.Replicas ?? 1,
            Cause = pods.Select(PodCause.Of)
                .OfType<PodCause>()
                .OrderByDescending(each => each.IsFinal)
                .FirstOrDefault(),
            IsOverdue =
                isCurrent
                && deployment.Status?.Conditions?.Any(each =>
                    each is { Type: "Progressing", Status: "False", Reason: "ProgressDeadlineExceeded" }
                ) == true,
            Ends = pods.Sum(PodCause.Restarts),
        };
    }
}
