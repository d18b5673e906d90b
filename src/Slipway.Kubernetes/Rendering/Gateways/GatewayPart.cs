using k8s;
using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Kubernetes.Pods;

namespace Slipway.Kubernetes.Rendering.Gateways;

/// <summary>The gateway and all that it has.</summary>
internal static class GatewayPart
{
    // ConfigMaps are kept whole by etcd.
    private const int MostBytes = 1_000_000;

    public static RenderedPart Render(FleetContext fleet, FleetNotes notes)
    {
        var labels = fleet.Labels(ObjectNames.Gateway, FleetLabels.GatewayComponent);
        var files = Files(fleet, labels);
        TellOfSecrets(fleet.Manifest.Gateway, notes);
        List<IKubernetesObject<V1ObjectMeta>?> objects =
        [
            Accounts.WithoutToken(ObjectNames.Gateway, labels),
            GatewayRoles.Role(fleet.Options.Form, labels),
            GatewayRoles.Binding(fleet.Namespace, labels),
            files,
            GatewayPods.Of(fleet, labels, files),
            PodService.Over(
                ObjectNames.Gateway,
                labels,
                fleet.Selector(ObjectNames.Gateway),
                fleet.GatewayPorts,
                isTls: fleet.Manifest.Gateway.Tls is not null
            ),
            DisruptionBudget.Over(
                ObjectNames.Gateway,
                labels,
                fleet.Selector(ObjectNames.Gateway),
                fleet.Config.Gateway.Replicas
            ),
            NetworkPolicies.OfGateway(fleet, labels),
            .. GatewayRoutes.Of(fleet, labels),
            .. Monitors.Of(fleet),
        ];
        return new RenderedPart(ObjectNames.Gateway, [.. objects.OfType<IKubernetesObject<V1ObjectMeta>>()]);
    }

    private static V1ConfigMap Files(FleetContext fleet, SortedDictionary<string, string> labels)
    {
        var data = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [GatewayFiles.Config] = GatewayFiles.WriteConfig(fleet.Manifest.Gateway),
        };
        if (fleet.Options.Form == RenderForm.Plain)
            data[GatewayFiles.Routes] = GatewayFiles.WriteRoutes(fleet, endpoints: null);
        if (data.Values.Sum(text => System.Text.Encoding.UTF8.GetByteCount(text)) is var bytes and > MostBytes)
        {
            throw new RenderException([
                $"The gateway's routes and settings have {bytes} bytes, and a ConfigMap takes {MostBytes}. Divide the fleet, or render the "
                    + "form 'resources', where each pipeline is an object of its own.",
            ]);
        }

        return new V1ConfigMap
        {
            ApiVersion = "v1",
            Kind = V1ConfigMap.KubeKind,
            Metadata = new V1ObjectMeta { Name = ObjectNames.Gateway, Labels = labels },
            Data = data,
        };
    }

    // Neither keys nor certificates are written into files that people review and commit.
    private static void TellOfSecrets(GatewayConfig config, FleetNotes notes)
    {
        if (config.Tls is { } tls)
            notes.Add(
                $"The secret '{GatewayPods.TlsSecret}' must be there: kubectl create secret tls {GatewayPods.TlsSecret} "
                    + $"--cert={Path.GetFileName(tls.Certificate)} --key={Path.GetFileName(tls.Key)}"
            );
        if (config.Auth?.KeysFile is { } keys)
            notes.Add(
                $"The secret '{GatewayPods.KeysSecret}' must be there: kubectl create secret generic {GatewayPods.KeysSecret} "
                    + $"--from-file={GatewayFiles.Keys}={Path.GetFileName(keys)}"
            );
    }
}
