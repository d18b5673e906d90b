using k8s.Models;
using Slipway.Deployment.Fleet;
using Slipway.Kubernetes.Causes;
using Slipway.Kubernetes.Pods;

namespace Slipway.Kubernetes.Running;

/// <summary>A pod as a replica.</summary>
internal static class PodReplica
{
    // Registries and nodes have bad moments; an image that a node still has not after so long is not there.
    private static readonly TimeSpan PullPatience = TimeSpan.FromMinutes(1);

    private static readonly string[] NotPulled = ["ErrImagePull", "ImagePullBackOff"];

    /// <param name="pod">Of a service, or of the gateway.</param>
    /// <param name="seen">Has what kubelets say of probes.</param>
    public static ReplicaStatus Of(V1Pod pod, FleetSnapshot seen)
    {
        var cause = PodCause.Of(pod);
        var container = Container(pod);
        var state = State(pod, cause, seen.At);
        return new ReplicaStatus
        {
            Name = pod.Metadata.Name,
            State = state,
            Why = state is ReplicaState.Ready ? null : cause?.Message ?? Why(pod, seen),
            Http = pod.Status?.PodIP is { Length: > 0 } address ? $"http://{address}:{ObjectNames.HttpPort}" : null,
            Grpc = pod.Status?.PodIP is { Length: > 0 } same ? $"http://{same}:{ObjectNames.GrpcPort}" : null,
            Started = container?.State?.Running?.StartedAt is { } time
                ? new DateTimeOffset(time.ToUniversalTime())
                : null,
            Restarts = PodCause.Restarts(pod),
            LastEnd = LastEnd(container),
        };
    }

    public static bool IsReady(V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is null
        && pod.Status?.Conditions?.Any(each => each is { Type: "Ready", Status: "True" }) == true;

    /// <summary>It is not ready, and its own status does not say why.</summary>
    public static bool IsSilent(V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is null && !IsReady(pod) && PodCause.Of(pod) is null;

    /// <summary>Waiting does not help, as far as anybody can tell.</summary>
    public static bool HasFailed(V1Pod pod, DateTimeOffset now) =>
        PodCause.Of(pod) is { } cause && HasFailed(pod, cause, now);

    private static bool HasFailed(V1Pod pod, PodCause cause, DateTimeOffset now) =>
        cause.IsFinal
        || (NotPulled.Contains(cause.Reason) && now - ReplicaSetRevision.MomentOf(pod.Metadata) > PullPatience);

    private static ReplicaState State(V1Pod pod, PodCause? cause, DateTimeOffset now)
    {
        if (pod.Metadata.DeletionTimestamp is not null)
            return ReplicaState.Stopping;
        if (IsReady(pod))
            return ReplicaState.Ready;
        if (cause is not null)
        {
            return HasFailed(pod, cause, now) ? ReplicaState.CrashLoop
                : Container(pod)?.RestartCount > 0 || Container(pod)?.State?.Terminated is not null
                    ? ReplicaState.Waiting
                : ReplicaState.Starting;
        }

        return Container(pod)?.Started == true ? ReplicaState.NotReady : ReplicaState.Starting;
    }

    private static string? Why(V1Pod pod, FleetSnapshot seen)
    {
        if (pod.Metadata.DeletionTimestamp is not null)
            return null;
        if (seen.Probes.TryGetValue(pod.Metadata.Uid, out var probe))
        {
            return $"{pod.Metadata.Name} runs and is not ready: {probe.Trim().TrimEnd('.')}. What it answers at /v2/health/ready, and its log, say why.";
        }

        return Container(pod)?.State?.Running is null
            ? $"{pod.Metadata.Name} is being made"
            : $"{pod.Metadata.Name} runs and is not ready yet";
    }

    private static V1ContainerStatus? Container(V1Pod pod) => pod.Status?.ContainerStatuses?.FirstOrDefault();

    private static string? LastEnd(V1ContainerStatus? container) =>
        (container?.State?.Terminated ?? container?.LastState?.Terminated) is not { } end ? null
        : end.Reason == PodCause.OutOfMemory ? "out of memory"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"exit code {end.ExitCode}");
}
