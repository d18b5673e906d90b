using System.Globalization;
using k8s.Models;

namespace Slipway.Kubernetes.Causes;

/// <summary>Why a pod is not ready: the first cause that explains the others, in a sentence with what to do about it.</summary>
/// <param name="Reason">For machines: Kubernetes' own word, or one of <see cref="Unschedulable"/>, <see cref="OutOfMemory"/>.</param>
/// <param name="Message">For people.</param>
/// <param name="IsFinal">Waiting does not help: the specification has to change.</param>
public sealed record PodCause(string Reason, string Message, bool IsFinal)
{
    public const string Unschedulable = "Unschedulable";
    public const string OutOfMemory = "OOMKilled";
    public const string CrashLoop = "CrashLoopBackOff";

    // Ends by itself that are no accident any more.
    private const int ManyRestarts = 3;

    private static readonly string[] NeverPulled = ["InvalidImageName", "ErrImageNeverPull"];
    private static readonly string[] NotPulled = ["ErrImagePull", "ImagePullBackOff", "RegistryUnavailable"];

    /// <returns>Null where it is ready, or on its way in good order.</returns>
    public static PodCause? Of(V1Pod pod)
    {
        if (Scheduling(pod) is { } scheduling)
            return scheduling;
        var statuses = (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []);
        foreach (var container in statuses.Where(each => !each.Ready))
        {
            if (Waiting(pod, container) is { } waiting)
                return waiting;
            if (Ended(pod, container, container.State?.Terminated) is { } ended)
                return ended;
        }

        return pod.Status?.Phase == "Failed"
            ? new PodCause(
                pod.Status.Reason ?? "Failed",
                $"{pod.Metadata.Name}: {pod.Status.Message ?? pod.Status.Reason ?? "it failed"}",
                IsFinal: false
            )
            : null;
    }

    /// <summary>What its containers ended by themselves, together.</summary>
    public static int Restarts(V1Pod pod) =>
        (pod.Status?.ContainerStatuses ?? []).Sum(container => container.RestartCount);

    private static PodCause? Scheduling(V1Pod pod) =>
        pod.Status?.Conditions?.FirstOrDefault(each => each is { Type: "PodScheduled", Status: "False" })
            is { } condition
            ? new PodCause(
                Unschedulable,
                $"{pod.Metadata.Name} finds no node: {(condition.Message ?? condition.Reason)?.TrimEnd('.')}. Ask for less, or add a node.",
                IsFinal: false
            )
            : null;

    private static PodCause? Waiting(V1Pod pod, V1ContainerStatus container)
    {
        if (container.State?.Waiting is not { Reason: { } reason } waiting)
            return null;
        var name = pod.Metadata.Name;
        if (NeverPulled.Contains(reason) || NotPulled.Contains(reason))
        {
            return new PodCause(
                reason,
                $"{name} does not get its image {container.Image}: {waiting.Message ?? reason}. Check the reference, the registry, and imagePullSecrets.",
                NeverPulled.Contains(reason)
            );
        }

        if (reason == CrashLoop)
        {
            var last = Ended(pod, container, container.LastState?.Terminated);
            return new PodCause(
                last?.Reason ?? CrashLoop,
                last?.Message ?? $"{name} ends again and again",
                container.RestartCount >= ManyRestarts
            );
        }

        return reason is "ContainerCreating" or "PodInitializing"
            ? null
            : new PodCause(reason, $"{name}: {waiting.Message ?? reason}", IsFinal: false);
    }

    private static PodCause? Ended(V1Pod pod, V1ContainerStatus container, V1ContainerStateTerminated? end)
    {
        if (end is null || end is { ExitCode: 0, Reason: "Completed" })
            return null;
        var times = container.RestartCount > 0 ? $", {container.RestartCount} times by now" : "";
        if (end.Reason == OutOfMemory)
        {
            return new PodCause(
                OutOfMemory,
                $"{pod.Metadata.Name} was killed for want of memory{times}: {MemoryCause.Of(pod, container.Name)}",
                container.RestartCount >= ManyRestarts
            );
        }

        var code = end.ExitCode.ToString(CultureInfo.InvariantCulture);
        var words = end.Message is { Length: > 0 } message ? $": {message.Trim()}" : "";
        return new PodCause(
            end.Reason ?? "Error",
            $"{pod.Metadata.Name} ended with exit code {code}{times}{words}",
            container.RestartCount >= ManyRestarts
        );
    }
}
