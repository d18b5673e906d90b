using k8s.Models;
using Slipway.Deployment.Manifest.Kubernetes;

namespace Slipway.Kubernetes.Pods;

/// <summary>Who may speak with the pods of a service, and with whom they may.</summary>
internal sealed record ServiceNetwork
{
    /// <summary>Who may call them; null for everybody.</summary>
    public IReadOnlyList<V1NetworkPolicyPeer>? Callers { get; init; }

    /// <summary>The namespace of who asks for metrics; null for nobody.</summary>
    public string? MonitoringNamespace { get; init; }

    /// <summary>The gateway, where they call it.</summary>
    public V1NetworkPolicyPeer? Gateway { get; init; }

    /// <summary>Where the server fetches its model from; null where it does not.</summary>
    public string? Address { get; init; }

    /// <summary>Where else they may connect to.</summary>
    public IReadOnlyList<EgressConfig> Egress { get; init; } = [];

    /// <param name="name">Of the policy.</param>
    /// <param name="labels">Its own.</param>
    /// <param name="selector">Of the pods.</param>
    public V1NetworkPolicy Policy(
        string name,
        SortedDictionary<string, string> labels,
        SortedDictionary<string, string> selector
    )
    {
        List<V1NetworkPolicyIngressRule> inwards =
        [
            NetworkRules.From(Callers?.ToList(), ObjectNames.Http, ObjectNames.Grpc),
        ];
        if (MonitoringNamespace is { } space)
            inwards.Add(NetworkRules.From([NetworkRules.Space(space)], ObjectNames.Http));
        List<V1NetworkPolicyEgressRule> outwards = [NetworkRules.Names(), .. Egress.Select(NetworkRules.To)];
        if (Gateway is { } gateway)
            outwards.Add(NetworkRules.To([gateway], ObjectNames.HttpPort, ObjectNames.GrpcPort));
        if (Address is { } address)
            outwards.Add(NetworkRules.To(null, NetworkRules.PortsOf(address)));
        return NetworkRules.Policy(name, labels, selector, inwards, outwards);
    }
}
