using k8s.Models;
using Slipway.Deployment.Manifest.Kubernetes;

namespace Slipway.Kubernetes.Pods;

/// <summary>What network policies are made of: what is not named is closed.</summary>
internal static class NetworkRules
{
    private const string NamespaceName = "kubernetes.io/metadata.name";
    private const int Dns = 53;
    private const int Https = 443;
    private const int PlainHttp = 80;

    public static V1NetworkPolicy Policy(
        string name,
        SortedDictionary<string, string> labels,
        SortedDictionary<string, string> selector,
        IReadOnlyList<V1NetworkPolicyIngressRule> inwards,
        IReadOnlyList<V1NetworkPolicyEgressRule> outwards
    ) =>
        new()
        {
            ApiVersion = "networking.k8s.io/v1",
            Kind = V1NetworkPolicy.KubeKind,
            Metadata = new V1ObjectMeta { Name = name, Labels = labels },
            Spec = new V1NetworkPolicySpec
            {
                PodSelector = new V1LabelSelector { MatchLabels = selector },
                PolicyTypes = ["Ingress", "Egress"],
                Ingress = [.. inwards],
                Egress = [.. outwards],
            },
        };

    /// <summary>Wherever names are served: in kube-system, on the node, or at an address of the cloud.</summary>
    public static V1NetworkPolicyEgressRule Names() => new() { Ports = [Port(Dns, "UDP"), Port(Dns, "TCP")] };

    public static V1NetworkPolicyEgressRule To(EgressConfig egress) =>
        new()
        {
            To =
            [
                egress.Cidr is { } cidr
                    ? new V1NetworkPolicyPeer { IpBlock = new V1IPBlock { Cidr = cidr } }
                    : Space(egress.Namespace!),
            ],
            Ports = egress.Ports.Count > 0 ? [.. egress.Ports.Select(port => Port(port, "TCP"))] : null,
        };

    /// <summary>Where the server of an address listens.</summary>
    public static int[] PortsOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Port is > 0 and not (Https or PlainHttp)
            ? [uri.Port]
        : address.StartsWith("http://", StringComparison.Ordinal) ? [PlainHttp]
        : [Https];

    public static V1NetworkPolicyIngressRule From(IList<V1NetworkPolicyPeer>? peers, params string[] ports) =>
        new()
        {
            FromProperty = peers,
            Ports = [.. ports.Select(port => new V1NetworkPolicyPort { Port = port, Protocol = "TCP" })],
        };

    public static V1NetworkPolicyEgressRule To(IList<V1NetworkPolicyPeer>? peers, params int[] ports) =>
        new() { To = peers, Ports = [.. ports.Select(port => Port(port, "TCP"))] };

    public static V1NetworkPolicyPort Port(int port, string protocol) => new() { Port = port, Protocol = protocol };

    public static V1NetworkPolicyPeer PodsWith(SortedDictionary<string, string> labels) =>
        new() { PodSelector = new V1LabelSelector { MatchLabels = labels } };

    public static V1NetworkPolicyPeer Space(string name) =>
        new()
        {
            NamespaceSelector = new V1LabelSelector
            {
                MatchLabels = new Dictionary<string, string> { [NamespaceName] = name },
            },
        };
}
