using Slipway.Configuration;

namespace Slipway.Deployment.Manifest.Validation;

/// <summary>What a target can run, and what it cannot.</summary>
internal sealed class TargetValidator : ServiceValidator
{
    private const string Registry = "oci";

    protected override void Validate(
        ServiceConfig service,
        string path,
        FleetManifest manifest,
        ManifestFindings findings
    )
    {
        if (manifest.Target != FleetTarget.Kubernetes && service.Resources?.Gpu is not null)
        {
            findings.AddToKey(
                NodePath.Join(NodePath.Join(path, "resources"), "gpu"),
                $"the target '{manifest.Target.ToString().ToLowerInvariant()}' has no GPUs to give; 'kubernetes' has"
            );
        }

        if (manifest.Target != FleetTarget.Container)
            return;
        if (service.Model is { } model && SourceAddress.SchemeOf(model) is { } scheme && scheme != Registry)
        {
            findings.Add(
                NodePath.Join(path, "model"),
                $"the target 'container' makes images of models of this machine and of {Registry}:// addresses, not of {scheme}://"
            );
        }

        var server = NodePath.Join(path, "server");
        if (service.Server?.CaFile is not null)
            AddFile(NodePath.Join(server, "ca_file"), findings);
        if (service.Server?.RequireSignature is { Count: > 0 })
            AddFile(NodePath.Join(server, "require_signature"), findings);
    }

    private static void AddFile(string path, ManifestFindings findings) =>
        findings.AddToKey(path, "files of this machine are not in a container, whose model is in its image already");
}
