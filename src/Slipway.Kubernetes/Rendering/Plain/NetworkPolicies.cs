using k8s.Models;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Rendering.Gateways;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Rendering.Plain;

/// <summary>Who may speak with pods, and with whom they may: what is not named is closed.</summary>
internal static class NetworkPolicies
{
    private const string NamespaceName = "kubernetes.io/metadata.name";
    private const int Dns = 53;
    private const int Https = 443;
    private const int PlainHttp = 80;

    // Where API servers listen behind their Service's 443: policies see addresses as they are after it.
    private const int ApiServer = 6443;

    /// <summary>Null where the manifest wants none.</summary>
    public static V1NetworkPolicy? OfService(
        FleetContext fleet,
        FleetService service,
        SortedDictionary<string, string> labels
    )
    {
        if (!fleet.Config.NetworkPolicy)
            return null;
        List<V1NetworkPolicyEgressRule> outwards = [Names(), .. service.Own.Egress.Select(Named)];
        if (service.CallsGateway)
            outwards.Add(To([Pods(fleet.Selector(ObjectNames.Gateway))], ObjectNames.HttpPort, ObjectNames.GrpcPort));
        if (service.Address is { } address)
            outwards.Add(To(null, [.. PortsOf(address)]));
        return Policy(
            service.Name,
            labels,
            fleet.Selector(service.Name),
            [
                From([Pods(fleet.Selector(ObjectNames.Gateway))], ObjectNames.Http, ObjectNames.Grpc),
                .. Monitoring(fleet),
            ],
            outwards
        );
    }

    /// <summary>Null where the manifest wants none. Everybody may call the gateway; who that is, is its own affair (<c>gateway.auth</c>).</summary>
    public static V1NetworkPolicy? OfGateway(FleetContext fleet, SortedDictionary<string, string> labels) =>
        !fleet.Config.NetworkPolicy
            ? null
            : Policy(
                ObjectNames.Gateway,
                labels,
                fleet.Selector(ObjectNames.Gateway),
                [From(null, ObjectNames.Http, ObjectNames.Grpc), .. Operator(fleet)],
                [
                    Names(),
                    To([Servers(fleet)], ObjectNames.HttpPort, ObjectNames.GrpcPort),
                    // The API server, whose address is known to nobody beforehand, and the issuer of tokens where there is one.
                    To(null, Https, ApiServer),
                ]
            );

    private static V1NetworkPolicy Policy(
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

    // Wherever it is; the gateway asks it for a token.
    private static IEnumerable<V1NetworkPolicyIngressRule> Operator(FleetContext fleet) =>
        fleet.Options.Form == RenderForm.Resources
            ?
            [
                new V1NetworkPolicyIngressRule
                {
                    FromProperty = [new V1NetworkPolicyPeer { NamespaceSelector = new V1LabelSelector() }],
                    Ports = [Port(GatewayPods.ControlPort, "TCP")],
                },
            ]
            : [];

    private static IEnumerable<V1NetworkPolicyIngressRule> Monitoring(FleetContext fleet) =>
        fleet.Config.Monitoring is { } monitoring ? [From([Space(monitoring.Namespace)], ObjectNames.Http)] : [];

    // Wherever names are served: in kube-system, on the node, or at an address of the cloud.
    private static V1NetworkPolicyEgressRule Names() => new() { Ports = [Port(Dns, "UDP"), Port(Dns, "TCP")] };

    private static V1NetworkPolicyEgressRule Named(EgressConfig egress) =>
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

    private static int[] PortsOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Port is > 0 and not (Https or PlainHttp)
            ? [uri.Port]
        : address.StartsWith("http://", StringComparison.Ordinal) ? [PlainHttp]
        : [Https];

    private static V1NetworkPolicyIngressRule From(IList<V1NetworkPolicyPeer>? peers, params string[] ports) =>
        new()
        {
            FromProperty = peers,
            Ports = [.. ports.Select(port => new V1NetworkPolicyPort { Port = port, Protocol = "TCP" })],
        };

    private static V1NetworkPolicyEgressRule To(IList<V1NetworkPolicyPeer>? peers, params int[] ports) =>
        new() { To = peers, Ports = [.. ports.Select(port => Port(port, "TCP"))] };

    private static V1NetworkPolicyPort Port(int port, string protocol) => new() { Port = port, Protocol = protocol };

    // The pods of services; those that an operator has made by its own labels.
    private static V1NetworkPolicyPeer Servers(FleetContext fleet) =>
        fleet.Options.Form == RenderForm.Resources
            ? new V1NetworkPolicyPeer
            {
                PodSelector = new V1LabelSelector
                {
                    MatchExpressions =
                    [
                        new V1LabelSelectorRequirement { Key = SlipwayGroup.ServiceLabel, OperatorProperty = "Exists" },
                    ],
                },
            }
            : Pods(
                new SortedDictionary<string, string>(StringComparer.Ordinal)
                {
                    [FleetLabels.Instance] = fleet.Name,
                    [FleetLabels.Component] = FleetLabels.ServiceComponent,
                }
            );

    private static V1NetworkPolicyPeer Pods(SortedDictionary<string, string> labels) =>
        new() { PodSelector = new V1LabelSelector { MatchLabels = labels } };

    private static V1NetworkPolicyPeer Space(string name) =>
        new()
        {
            NamespaceSelector = new V1LabelSelector
            {
                MatchLabels = new Dictionary<string, string> { [NamespaceName] = name },
            },
        };
}
