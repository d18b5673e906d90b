using Slipway.Configuration;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Errors;

namespace Slipway.Deployment.Manifest.Validation.Kubernetes;

/// <summary>How a fleet is made on Kubernetes: names have the forms that its API server asks for.</summary>
internal sealed class KubernetesValidator : IManifestValidator
{
    private const string Place = "kubernetes";
    private const double MostCpus = 1024;

    public void Validate(FleetManifest manifest, ManifestFindings findings)
    {
        var config = manifest.Kubernetes;
        findings.Label(At("namespace"), config.Namespace, "a namespace");
        if (config.Registry is { } registry && !IsPrefix(registry))
            findings.Add(
                At("registry"),
                $"'{registry}' is nothing that images can be pushed under, such as registry.example/team"
            );
        for (var i = 0; i < config.ImagePullSecrets.Count; i++)
        {
            findings.Subdomain(NodePath.Join(At("image_pull_secrets"), i), config.ImagePullSecrets[i], "a secret");
        }

        findings.Image(At("server_image"), config.ServerImage);
        findings.Subdomain(At("storage_class"), config.StorageClass, "a storage class");
        findings.Labels(At("node_selector"), config.NodeSelector);
        findings.Tolerations(At("tolerations"), config.Tolerations);
        CheckGateway(config.Gateway, At("gateway"), findings);
        CheckRoute(config.Route, At("route"), findings);
        CheckMonitoring(config.Monitoring, At("monitoring"), findings);
    }

    private static void CheckGateway(KubernetesGatewayConfig gateway, string place, ManifestFindings findings)
    {
        findings.Within(NodePath.Join(place, "replicas"), (int?)gateway.Replicas, 1, 100);
        findings.Image(NodePath.Join(place, "image"), gateway.Image);
        var resources = NodePath.Join(place, "resources");
        findings.Positive(NodePath.Join(resources, "cpu"), gateway.Resources?.Cpu, MostCpus);
        if (gateway.Resources?.Memory is { } memory && !MemorySize.TryParse(memory, out _))
            findings.Add(NodePath.Join(resources, "memory"), $"'{memory}' is not {MemorySize.Form}");
        if (gateway.Resources?.Gpu is not null)
            findings.AddToKey(
                NodePath.Join(resources, "gpu"),
                "the gateway computes nothing on GPUs; give them to services"
            );
    }

    private static void CheckRoute(RouteConfig? route, string place, ManifestFindings findings)
    {
        if (route is null)
            return;
        if (route.Gateway.Length == 0)
            findings.AddMissing(place, "'gateway' is missing: the name of the Gateway that the routes belong to");
        else
            findings.Subdomain(NodePath.Join(place, "gateway"), route.Gateway, "a Gateway");
        findings.Label(NodePath.Join(place, "gateway_namespace"), route.GatewayNamespace, "a namespace");
        CheckHosts(route.Hosts, NodePath.Join(place, "hosts"), findings);
        CheckHosts(route.GrpcHosts, NodePath.Join(place, "grpc_hosts"), findings);
        foreach (var host in route.GrpcHosts.Intersect(route.Hosts))
        {
            findings.Add(
                NodePath.Join(NodePath.Join(place, "grpc_hosts"), route.GrpcHosts.IndexOf(host)),
                $"'{host}' is among 'hosts' too; a Gateway takes one kind of routes for a name"
            );
        }
    }

    private static void CheckHosts(List<string> hosts, string place, ManifestFindings findings)
    {
        for (var i = 0; i < hosts.Count; i++)
        {
            var host = hosts[i];
            if (!KubernetesNames.IsSubdomain(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host))
                findings.Add(
                    NodePath.Join(place, i),
                    $"'{host}' is no host name, such as models.example.com or *.example.com"
                );
        }
    }

    private static void CheckMonitoring(MonitoringConfig? monitoring, string place, ManifestFindings findings)
    {
        if (monitoring is null)
            return;
        findings.Label(NodePath.Join(place, "namespace"), monitoring.Namespace, "a namespace");
        if (monitoring.Interval < TimeSpan.FromSeconds(1))
            findings.Add(NodePath.Join(place, "interval"), "must be 1s at least");
        findings.Labels(NodePath.Join(place, "labels"), monitoring.Labels);
    }

    // A host, a port perhaps, and a path, all in lower case.
    private static bool IsPrefix(string text) =>
        text.Length is > 0 and <= 200
        && text[0] is not ('/' or '.' or '-')
        && text[^1] is not ('/' or '.' or '-' or ':')
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_' or '/' or ':')
        && !text.Contains("//", StringComparison.Ordinal);

    private static string At(string key) => NodePath.Join(Place, key);
}
