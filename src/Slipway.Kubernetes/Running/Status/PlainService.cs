using System.Globalization;
using k8s.Models;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;

namespace Slipway.Kubernetes.Running.Status;

/// <summary>
/// A service of the plain form: its Deployment is the service, ReplicaSets are its revisions. While pods are replaced that is told as a
/// release that takes over all at once, though traffic moves with each pod.
/// </summary>
internal sealed class PlainService
{
    private readonly V1Deployment _deployment;
    private readonly FleetSnapshot _seen;
    private readonly IReadOnlyList<V1ReplicaSet> _sets;
    private readonly IReadOnlyList<V1Pod> _newest;
    private readonly int _desired;
    private readonly int _ready;

    private PlainService(V1Deployment deployment, FleetSnapshot seen)
    {
        (_deployment, _seen) = (deployment, seen);
        _sets = seen.RevisionsOf(deployment);
        _newest = _sets.Count > 0 ? seen.PodsOf(_sets[0]) : [];
        _desired = deployment.Spec.Replicas ?? 1;
        _ready = _sets.SelectMany(seen.PodsOf).Count(PodReplica.IsReady);
    }

    public static ServiceStatus Of(V1Deployment deployment, FleetSnapshot seen) =>
        new PlainService(deployment, seen).Status();

    private bool IsSeen => (_deployment.Status?.ObservedGeneration ?? 0) >= (_deployment.Metadata.Generation ?? 0);

    /// <summary>Every pod is of the newest revision.</summary>
    private bool IsReplaced =>
        IsSeen
        && (_deployment.Status?.UpdatedReplicas ?? 0) == _desired
        && (_deployment.Status?.Replicas ?? 0) == _desired;

    private bool IsStuck =>
        _newest.Any(pod => PodReplica.HasFailed(pod, _seen.At))
        || (
            IsSeen
            && _deployment.Status?.Conditions?.Any(each =>
                each is { Type: "Progressing", Status: "False", Reason: "ProgressDeadlineExceeded" }
            ) == true
        );

    private ServiceStatus Status()
    {
        var state = State();
        return new ServiceStatus
        {
            Name = _deployment.Metadata.Name,
            Description = Description(),
            State = state,
            Why = state is ServiceState.Ready or ServiceState.Off ? null : Why(),
            Models = [_deployment.Metadata.Name],
            Revisions = [.. _sets.Select(Revision)],
            Rollout = Rollout(),
            Replicas = _desired,
            Desired = _desired,
            Ready = _ready,
            Restarts = _sets.SelectMany(_seen.PodsOf).Sum(Causes.PodCause.Restarts),
        };
    }

    private ServiceState State()
    {
        if (IsReplaced && _ready >= _desired)
            return _desired == 0 ? ServiceState.Off : ServiceState.Ready;
        if (_ready == 0)
            return IsStuck ? ServiceState.Failed : ServiceState.Starting;
        return IsReplaced || IsStuck ? ServiceState.Degraded : ServiceState.Starting;
    }

    // A pod's own cause explains what its controller only counts.
    private string? Why()
    {
        var replicas = _newest.Select(pod => PodReplica.Of(pod, _seen)).Where(each => each.Why is not null).ToList();
        var worst = replicas.FirstOrDefault(each => each.State == ReplicaState.CrashLoop) ?? replicas.FirstOrDefault();
        if (worst?.Why is { } why)
            return why;
        return !IsSeen ? "its Deployment has just changed" : Refusal();
    }

    // No pod could be made: a quota, an admission policy.
    private string? Refusal() =>
        _deployment
            .Status?.Conditions?.FirstOrDefault(each => each is { Type: "ReplicaFailure", Status: "True" })
            ?.Message
        ?? _deployment
            .Status?.Conditions?.FirstOrDefault(each => each is { Type: "Progressing", Status: "False" })
            ?.Message;

    private RevisionStatus Revision(V1ReplicaSet set)
    {
        var pods = _seen.PodsOf(set);
        return new RevisionStatus
        {
            Number = ReplicaSetRevision.NumberOf(set),
            Label = Label(set, pods.Count),
            Weight = _ready == 0 ? 0 : (double)pods.Count(PodReplica.IsReady) / _ready,
            Source = ReplicaSetRevision.ImageOf(set),
            Created = ReplicaSetRevision.CreatedOf(set),
            Replicas = [.. pods.Select(pod => PodReplica.Of(pod, _seen))],
        };
    }

    private string? Label(V1ReplicaSet set, int pods) =>
        set == _sets[0] ? (IsReplaced || _sets.Count == 1 ? "stable" : "candidate")
        : set == Before() && !IsReplaced && pods > 0 ? "stable"
        : null;

    private V1ReplicaSet? Before() =>
        _sets.Skip(1).FirstOrDefault(set => set.Spec.Replicas > 0) ?? _sets.Skip(1).FirstOrDefault();

    private RolloutStatus? Rollout()
    {
        if (Before() is not { } before)
            return null;
        var isOver = IsReplaced && _newest.Count(PodReplica.IsReady) >= _desired;
        var progressing = _deployment.Status?.Conditions?.FirstOrDefault(each => each.Type == "Progressing");
        return new RolloutStatus
        {
            Stable = ReplicaSetRevision.NumberOf(before),
            Candidate = ReplicaSetRevision.NumberOf(_sets[0]),
            Strategy = RolloutStrategy.AllAtOnce,
            Phase =
                isOver ? RolloutPhase.Promoted
                : IsStuck ? RolloutPhase.Paused
                : RolloutPhase.Starting,
            Started = ReplicaSetRevision.CreatedOf(_sets[0]),
            Ended =
                isOver && progressing?.LastUpdateTime is { } time ? new DateTimeOffset(time.ToUniversalTime()) : null,
            Gates = [],
            Reason = isOver ? "all pods were replaced" : Reason(),
        };
    }

    private string Reason() =>
        IsStuck && Why() is { } why
            ? why
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{_newest.Count(PodReplica.IsReady)} of {_desired} pods are of the new revision and ready"
            );

    private string? Description() =>
        _deployment.Metadata.Annotations is { } all && all.TryGetValue("kubernetes.io/description", out var text)
            ? text
            : null;
}
