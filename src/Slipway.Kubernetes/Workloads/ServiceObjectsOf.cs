using k8s.Models;
using Slipway.Kubernetes.Installation;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Workloads;

/// <summary>The objects of a model service that all its revisions share.</summary>
public static class ServiceObjectsOf
{
    /// <summary>Labels by which objects of the service are found.</summary>
    public static SortedDictionary<string, string> Labels(ModelService service) =>
        new(StringComparer.Ordinal)
        {
            [FleetLabels.Name] = service.Metadata.Name,
            [FleetLabels.Component] = FleetLabels.ServiceComponent,
            [FleetLabels.ManagedBy] = FleetLabels.Slipway,
            [SlipwayGroup.ServiceLabel] = service.Metadata.Name,
        };

    /// <summary>With the service they go.</summary>
    public static V1OwnerReference Owner(ModelService service) =>
        new()
        {
            ApiVersion = SlipwayGroup.ApiVersion,
            Kind = ModelService.KindName,
            Name = service.Metadata.Name,
            Uid = service.Metadata.Uid,
            Controller = true,
            BlockOwnerDeletion = true,
        };

    /// <summary>
    /// One address in the cluster, of the stable revision's pods: for callers who do without a gateway, and without its splits.
    /// </summary>
    public static V1Service Address(ModelService service, int stable)
    {
        var selector = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [SlipwayGroup.ServiceLabel] = service.Metadata.Name,
            [SlipwayGroup.RevisionLabel] = stable.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        var address = PodService.Over(
            service.Metadata.Name,
            Labels(service),
            selector,
            (ObjectNames.HttpPort, ObjectNames.GrpcPort)
        );
        address.Metadata = Meta(service);
        return address;
    }

    /// <summary>What scales the stable revision's Deployment by a metric, where the specification says so.</summary>
    /// <param name="service">With scaling.</param>
    /// <param name="revision">The stable one.</param>
    /// <param name="least">The fewest pods.</param>
    public static V2HorizontalPodAutoscaler ScaledBy(ModelService service, int revision, int least)
    {
        var scaling = service.Spec.Scaling!;
        var autoscaler = Autoscaler.Over(
            service.Metadata.Name,
            Labels(service),
            RevisionWorkload.NameOf(service.Metadata.Name, revision),
            (least, scaling.Max),
            service.Spec.Autoscale!,
            scaling
        );
        autoscaler.Metadata = Meta(service);
        return autoscaler;
    }

    /// <summary>Of all its pods, whichever revision's; null where there is never more than one.</summary>
    public static V1PodDisruptionBudget? Budget(ModelService service)
    {
        var budget = DisruptionBudget.Over(
            service.Metadata.Name,
            Labels(service),
            Selector(service),
            service.Spec.MostReplicas()
        );
        if (budget is not null)
            budget.Metadata = Meta(service);
        return budget;
    }

    /// <summary>With whom its pods may speak; null where they are open.</summary>
    public static V1NetworkPolicy? Network(ModelService service)
    {
        if (service.Spec.NetworkPolicy is not { } options)
            return null;
        var gateways = NetworkRules.PodsWith(
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                [FleetLabels.Component] = FleetLabels.GatewayComponent,
                [FleetLabels.ManagedBy] = FleetLabels.Slipway,
            }
        );
        var network = new ServiceNetwork
        {
            // Where a Gateway of the Gateway API has its pods is its own affair.
            Callers = service.Spec.Route is not null
                ? null
                : [gateways, Operator(), .. (options.Callers ?? []).Select(NetworkRules.Space)],
            MonitoringNamespace = options.MonitoringNamespace,
            Gateway = options.CallsGateway is true ? gateways : null,
            Address = ModelDelivery.AddressOf(service.Spec),
            Egress = options.Egress ?? [],
        };
        var policy = network.Policy(service.Metadata.Name, Labels(service), Selector(service));
        policy.Metadata = Meta(service);
        return policy;
    }

    /// <summary>Who its pods are: nobody with rights.</summary>
    public static V1ServiceAccount Account(ModelService service)
    {
        var account = Accounts.WithoutToken(service.Metadata.Name, Labels(service));
        account.Metadata = Meta(service);
        return account;
    }

    // It asks golden requests, from wherever it is.
    private static V1NetworkPolicyPeer Operator() =>
        new()
        {
            NamespaceSelector = new V1LabelSelector(),
            PodSelector = new V1LabelSelector
            {
                MatchLabels = new Dictionary<string, string> { [FleetLabels.Name] = OperatorInstallation.Name },
            },
        };

    private static SortedDictionary<string, string> Selector(ModelService service) =>
        new(StringComparer.Ordinal) { [SlipwayGroup.ServiceLabel] = service.Metadata.Name };

    private static V1ObjectMeta Meta(ModelService service) =>
        new()
        {
            Name = service.Metadata.Name,
            NamespaceProperty = service.Metadata.NamespaceProperty,
            Labels = Labels(service),
            OwnerReferences = [Owner(service)],
        };
}
