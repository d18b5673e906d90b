using k8s.Models;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Running.Status;

/// <summary>A service of the form with custom resources: what the operator says of it, and its pods.</summary>
internal static class OperatedService
{
    public static ServiceStatus Of(ModelService service, FleetSnapshot seen)
    {
        var (name, spec) = (service.Metadata.Name, service.Spec);
        var status = service.Status ?? new ModelServiceStatus();
        var isSeen = (status.ObservedGeneration ?? 0) >= (service.Metadata.Generation ?? 0);
        var ready = status.Conditions.FirstOrDefault(each => each.Type == ConditionTypes.Ready);
        var pods = status.Revisions.SelectMany(each => seen.PodsOf(name, each.Number)).ToList();
        var state = isSeen ? State(ready, pods, seen.At) : ServiceState.Starting;
        return new ServiceStatus
        {
            Name = name,
            Description = spec.Description,
            State = state,
            Why =
                !isSeen ? NotSeen(status)
                : state is ServiceState.Ready or ServiceState.Asleep or ServiceState.Off ? null
                : ready?.Message,
            Models = spec.Models ?? [name],
            Revisions = [.. status.Revisions.Select(each => Revision(service, status, each, seen))],
            // What is about to become a release is none yet.
            Rollout = status.Release is { } release ? Rollout(status, release) : null,
            Scaling = spec.Scaling,
            Replicas = status.Desired ?? spec.Replicas ?? 1,
            Desired = status.Revisions.Sum(each => each.Replicas),
            Ready = status.ReadyReplicas,
            Restarts = pods.Sum(Causes.PodCause.Restarts),
        };
    }

    // While its pods do not come up, why not is what is to be known of a release.
    private static RolloutStatus Rollout(ModelServiceStatus status, ReleaseInfo release)
    {
        var rollout = RolloutPolicy.Status(release.Config, release.State);
        var candidate = status.Revisions.FirstOrDefault(each => each.Number == release.Candidate);
        return release is { State.Ended: null } && candidate is { Ready: 0, Message: { } why }
            ? rollout with
            {
                Reason = $"{rollout.Reason}: {why}",
            }
            : rollout;
    }

    private static string NotSeen(ModelServiceStatus status) =>
        status.ObservedGeneration is null
            ? "no operator has looked at it yet; 'slipway kubernetes install' puts one into the cluster"
            : "the operator has not looked at the change yet";

    private static ServiceState State(V1Condition? ready, IReadOnlyList<V1Pod> pods, DateTimeOffset now) =>
        ready switch
        {
            { Status: "True", Reason: "Asleep" } => ServiceState.Asleep,
            { Status: "True", Reason: "ScaledToZero" } => ServiceState.Off,
            { Status: "True", Reason: "Degraded" } => ServiceState.Degraded,
            { Status: "True" } => ServiceState.Ready,
            { Status: "False", Reason: "NameTaken" } => ServiceState.Failed,
            _ when pods.Any(pod => PodReplica.HasFailed(pod, now)) && !pods.Any(PodReplica.IsReady) =>
                ServiceState.Failed,
            _ => ServiceState.Starting,
        };

    private static RevisionStatus Revision(
        ModelService service,
        ModelServiceStatus status,
        RevisionInfo revision,
        FleetSnapshot seen
    ) =>
        new()
        {
            Number = revision.Number,
            Label =
                revision.Number == status.Stable ? "stable"
                : status.Release is { State.Ended: null } release && release.Candidate == revision.Number ? "candidate"
                : null,
            Weight = revision.Weight,
            Source = revision.Source,
            Created = revision.Created,
            Replicas = [.. seen.PodsOf(service.Metadata.Name, revision.Number).Select(pod => PodReplica.Of(pod, seen))],
        };
}
