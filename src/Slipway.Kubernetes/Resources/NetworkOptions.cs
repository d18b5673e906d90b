using Slipway.Deployment.Manifest.Kubernetes;

namespace Slipway.Kubernetes.Resources;

/// <summary>
/// Who may speak with a service's pods besides the gateways of its namespace and the operator, and with whom they may besides names
/// (DNS) and the model's address.
/// </summary>
public sealed record NetworkOptions
{
    /// <summary>Namespaces whose pods may call it without a gateway.</summary>
    public IReadOnlyList<string>? Callers { get; set; }

    /// <summary>The namespace of who asks for metrics.</summary>
    public string? MonitoringNamespace { get; set; }

    /// <summary>They call the gateways of their namespace. Default: not.</summary>
    public bool? CallsGateway { get; set; }

    /// <summary>Where else they may connect to.</summary>
    public IReadOnlyList<EgressConfig>? Egress { get; set; }
}
