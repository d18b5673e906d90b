using k8s.Models;
using Slipway.Deployment;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources.Foreign;

namespace Slipway.Kubernetes.Rendering.Gateways;

/// <summary>What Prometheus' operator is told of a fleet.</summary>
internal static class Monitors
{
    /// <summary>None where the manifest wants none.</summary>
    public static IReadOnlyList<ServiceMonitor> Of(FleetContext fleet)
    {
        if (fleet.Config.Monitoring is not { } config)
            return [];
        var scheme = fleet.Manifest.Gateway.Tls is null ? null : "https";
        var gateway = Monitor(fleet, config, FleetLabels.GatewayComponent, scheme);
        // The Services that an operator makes are its affair.
        return fleet.Options.Form == RenderForm.Resources
            ? [gateway]
            : [Monitor(fleet, config, FleetLabels.ServiceComponent, scheme: null), gateway];
    }

    private static ServiceMonitor Monitor(FleetContext fleet, MonitoringConfig config, string component, string? scheme)
    {
        var labels = fleet.Labels(component, component);
        foreach (var (key, value) in config.Labels)
        {
            labels[key] = value;
        }

        return new ServiceMonitor
        {
            Metadata = new V1ObjectMeta { Name = $"{fleet.Name}-{component}", Labels = labels },
            Spec = new ServiceMonitorSpec
            {
                Selector = new V1LabelSelector
                {
                    MatchLabels = new SortedDictionary<string, string>(StringComparer.Ordinal)
                    {
                        [FleetLabels.Instance] = fleet.Name,
                        [FleetLabels.Component] = component,
                    },
                },
                TargetLabels = [FleetLabels.Name],
                Endpoints =
                [
                    new ServiceMonitorEndpoint
                    {
                        Port = ObjectNames.Http,
                        Path = "/metrics",
                        Scheme = scheme,
                        Interval = DurationConverter.Text(config.Interval),
                    },
                ],
            },
        };
    }
}
