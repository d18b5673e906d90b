using k8s.Models;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Rendering.Gateways;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Rendering;

/// <summary>Who may speak with a fleet's pods, and with whom they may.</summary>
internal static class NetworkPolicies
{
    private const int Https = 443;

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
        var gateway = NetworkRules.PodsWith(fleet.Selector(ObjectNames.Gateway));
        var network = new ServiceNetwork
        {
            Callers = [gateway],
            MonitoringNamespace = fleet.Config.Monitoring?.Namespace,
            Gateway = service.CallsGateway ? gateway : null,
            Address = service.Address,
            Egress = service.Own.Egress,
        };
        return network.Policy(service.Name, labels, fleet.Selector(service.Name));
    }

    /// <summary>Null where the manifest wants none. Everybody may call the gateway; who that is, is its own affair (<c>gateway.auth</c>).</summary>
    public static V1NetworkPolicy? OfGateway(FleetContext fleet, SortedDictionary<string, string> labels) =>
        !fleet.Config.NetworkPolicy
            ? null
            : NetworkRules.Policy(
                ObjectNames.Gateway,
                labels,
                fleet.Selector(ObjectNames.Gateway),
                [NetworkRules.From(null, ObjectNames.Http, ObjectNames.Grpc), .. Operator(fleet)],
                [
                    NetworkRules.Names(),
                    NetworkRules.To([Servers(fleet)], ObjectNames.HttpPort, ObjectNames.GrpcPort),
                    // The API server, whose address is known to nobody beforehand, and the issuer of tokens where there is one.
                    NetworkRules.To(null, Https, ApiServer),
                ]
            );

    // Wherever it is; the gateway asks it for a token.
    private static IEnumerable<V1NetworkPolicyIngressRule> Operator(FleetContext fleet) =>
        fleet.Options.Form == RenderForm.Resources
            ?
            [
                new V1NetworkPolicyIngressRule
                {
                    FromProperty = [new V1NetworkPolicyPeer { NamespaceSelector = new V1LabelSelector() }],
                    Ports = [NetworkRules.Port(GatewayPods.ControlPort, "TCP")],
                },
            ]
            : [];

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
            : NetworkRules.PodsWith(
                new SortedDictionary<string, string>(StringComparer.Ordinal)
                {
                    [FleetLabels.Instance] = fleet.Name,
                    [FleetLabels.Component] = FleetLabels.ServiceComponent,
                }
            );
}
