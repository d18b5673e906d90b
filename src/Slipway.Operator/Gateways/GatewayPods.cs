using System.Globalization;
using k8s.Models;

namespace Slipway.Operator.Gateways;

/// <summary>Which pods are gateways, and where they are asked.</summary>
internal static class GatewayPods
{
    /// <summary>By which they are found.</summary>
    public const string Labels = "app.kubernetes.io/component=gateway,app.kubernetes.io/managed-by=slipway";

    /// <summary>The name of the port of a gateway's container on which its control listens.</summary>
    public const string PortName = "control";

    private const int DefaultPort = 8082;

    public static bool IsRunning(V1Pod pod) =>
        pod is { Status: { Phase: "Running", PodIP.Length: > 0 } } && pod.Metadata.DeletionTimestamp is null;

    /// <summary>Where its traffic is told.</summary>
    public static Uri Traffic(V1Pod pod)
    {
        var ip = pod.Status.PodIP;
        var address = ip.Contains(':', StringComparison.Ordinal) ? $"[{ip}]" : ip;
        return new Uri($"http://{address}:{Port(pod).ToString(CultureInfo.InvariantCulture)}/traffic");
    }

    private static int Port(V1Pod pod) =>
        pod.Spec?.Containers?.SelectMany(container => container.Ports ?? [])
            .FirstOrDefault(port => port.Name == PortName)
            ?.ContainerPort
        ?? DefaultPort;
}
