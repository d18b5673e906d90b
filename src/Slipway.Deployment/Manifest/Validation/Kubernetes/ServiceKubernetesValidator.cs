using System.Net;
using Slipway.Configuration;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Errors;

namespace Slipway.Deployment.Manifest.Validation.Kubernetes;

/// <summary>What a service has on Kubernetes besides, and what of it Kubernetes cannot have.</summary>
internal sealed class ServiceKubernetesValidator : ServiceValidator
{
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];

    protected override void Validate(
        ServiceConfig service,
        string path,
        FleetManifest manifest,
        ManifestFindings findings
    )
    {
        if (manifest.Target == FleetTarget.Kubernetes)
            CheckTarget(service, path, findings);
        if (service.Kubernetes is not { } config)
            return;
        var place = NodePath.Join(path, "kubernetes");
        findings.Labels(NodePath.Join(place, "node_selector"), config.NodeSelector);
        findings.Tolerations(NodePath.Join(place, "tolerations"), config.Tolerations);
        findings.Subdomain(NodePath.Join(place, "priority_class"), config.PriorityClass, "a PriorityClass");
        findings.Subdomain(NodePath.Join(place, "runtime_class"), config.RuntimeClass, "a RuntimeClass");
        findings.Word(NodePath.Join(place, "image_pull_policy"), config.ImagePullPolicy, PullPolicies);
        var autoscale = NodePath.Join(place, "autoscale");
        findings.Within(NodePath.Join(autoscale, "cpu_percent"), (int?)config.Autoscale.CpuPercent, 1, 1000);
        if (config.Autoscale.MetricName.Length == 0)
            findings.Add(NodePath.Join(autoscale, "metric_name"), "it is empty: name the metric as its adapter does");
        var cache = NodePath.Join(place, "cache");
        if (!MemorySize.TryParse(config.Cache.Size, out _))
            findings.Add(NodePath.Join(cache, "size"), $"'{config.Cache.Size}' is not {MemorySize.Form}");
        findings.Subdomain(NodePath.Join(cache, "storage_class"), config.Cache.StorageClass, "a storage class");
        for (var i = 0; i < config.Egress.Count; i++)
        {
            CheckEgress(config.Egress[i], NodePath.Join(NodePath.Join(place, "egress"), i), findings);
        }
    }

    private static void CheckTarget(ServiceConfig service, string path, ManifestFindings findings)
    {
        foreach (var name in service.Environment?.Keys.Where(name => !KubernetesNames.IsVariable(name)) ?? [])
        {
            findings.AddToKey(
                NodePath.Join(NodePath.Join(path, "environment"), name),
                $"'{name}' cannot be the name of an environment variable on Kubernetes: letters, digits, '_', '.' and '-', no digit "
                    + "first; .NET reads '__' as ':'"
            );
        }

        var server = NodePath.Join(path, "server");
        if (service.Server?.CaFile is not null)
            AddFile(NodePath.Join(server, "ca_file"), findings);
        if (service.Server?.RequireSignature is { Count: > 0 })
            AddFile(NodePath.Join(server, "require_signature"), findings);
    }

    private static void AddFile(string path, ManifestFindings findings) =>
        findings.AddToKey(
            path,
            "files of this machine are not in a pod; have an admission policy of the cluster check signatures"
        );

    private static void CheckEgress(EgressConfig egress, string place, ManifestFindings findings)
    {
        if (egress.Cidr is null == egress.Namespace is null)
            findings.AddMissing(place, "exactly one of 'cidr' and 'namespace' says where to");
        if (egress.Cidr is { } cidr && !IPNetwork.TryParse(cidr, out _))
            findings.Add(NodePath.Join(place, "cidr"), $"'{cidr}' is no range of addresses, such as 10.0.0.0/8");
        findings.Label(NodePath.Join(place, "namespace"), egress.Namespace, "a namespace");
        for (var i = 0; i < egress.Ports.Count; i++)
        {
            findings.Within(NodePath.Join(NodePath.Join(place, "ports"), i), (int?)egress.Ports[i], 1, ushort.MaxValue);
        }
    }
}
