using System.Globalization;
using k8s.Models;

namespace Slipway.Operator.Gateways;

/// <summary>How gateways are asked.</summary>
/// <param name="TokenFile">The file with what proves that it is the operator who asks; read each time, since secrets are renewed in place.</param>
internal sealed record GatewayOptions(string TokenFile)
{
    /// <summary>The name of the port of a gateway's container on which its control listens.</summary>
    public const string PortName = "control";

    public const int DefaultPort = 8082;

    /// <summary>By which gateways are found.</summary>
    public const string Labels = "app.kubernetes.io/component=gateway,app.kubernetes.io/managed-by=slipway";

    public string Token() => File.Exists(TokenFile) ? File.ReadAllText(TokenFile).Trim() : "";

    /// <summary>As the pod says it, where it does.</summary>
    public static string PortOf(V1Pod pod) =>
        (
            pod.Spec?.Containers?.SelectMany(container => container.Ports ?? [])
                .FirstOrDefault(port => port.Name == PortName)
                ?.ContainerPort
            ?? DefaultPort
        ).ToString(CultureInfo.InvariantCulture);
}
