using Slipway.Deployment.Fleet;
using Slipway.Kubernetes.Pods;

namespace Slipway.Kubernetes.Running.Status;

/// <summary>The gateway, as one though it has several pods.</summary>
internal static class GatewayPods
{
    public static GatewayStatus Of(FleetSnapshot seen)
    {
        if (seen.Gateway is not { } deployment)
            return new GatewayStatus { State = ReplicaState.Stopping, Why = "there is no Deployment 'gateway'" };
        var desired = deployment.Spec.Replicas ?? 1;
        var status = deployment.Status;
        var pods = seen.RevisionsOf(deployment).Take(1).SelectMany(seen.PodsOf).ToList();
        var replicas = pods.Select(pod => PodReplica.Of(pod, seen)).ToList();
        var isReady =
            (status?.ObservedGeneration ?? 0) >= (deployment.Metadata.Generation ?? 0)
            && (status?.UpdatedReplicas ?? 0) == desired
            && (status?.Replicas ?? 0) == desired
            && (status?.ReadyReplicas ?? 0) >= desired
            && desired > 0;
        var failed = replicas.FirstOrDefault(each => each.State == ReplicaState.CrashLoop);
        var (http, grpc) = Addresses(seen);
        return new GatewayStatus
        {
            State =
                isReady ? ReplicaState.Ready
                : failed is not null ? ReplicaState.CrashLoop
                : ReplicaState.Starting,
            Why = isReady
                ? null
                : failed?.Why
                    ?? replicas.FirstOrDefault(each => each.Why is not null)?.Why
                    ?? "its pods are on their way",
            Http = http,
            Grpc = grpc,
            Restarts = pods.Sum(Causes.PodCause.Restarts),
        };
    }

    // Within the cluster; how the outside comes in is the cluster's own affair.
    private static (string? Http, string? Grpc) Addresses(FleetSnapshot seen)
    {
        if (seen.Services.FirstOrDefault(each => each.Metadata.Name == ObjectNames.Gateway) is not { } service)
            return (null, null);
        return (Address(ObjectNames.Http), Address(ObjectNames.Grpc));

        string? Address(string port) =>
            service.Spec.Ports?.FirstOrDefault(each => each.Name == port) is { } found
                ? $"{(found.AppProtocol == "https" ? "https" : "http")}://{ObjectNames.Gateway}.{seen.Scope.Namespace}:{found.Port}"
                : null;
    }
}
