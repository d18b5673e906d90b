using Slipway.Configuration;
using Slipway.Errors;

namespace Slipway.Deployment.Manifest.Validation;

/// <summary>Limits of a replica.</summary>
internal sealed class ResourcesValidator : ServiceValidator
{
    private const double MostCpus = 1024;
    private const int MostGpus = 64;

    protected override void Validate(
        ServiceConfig service,
        string path,
        FleetManifest manifest,
        ManifestFindings findings
    )
    {
        var place = NodePath.Join(path, "resources");
        findings.Positive(NodePath.Join(place, "cpu"), service.Resources?.Cpu, MostCpus);
        if (service.Resources?.Memory is { } memory && !MemorySize.TryParse(memory, out _))
            findings.Add(NodePath.Join(place, "memory"), $"'{memory}' is not {MemorySize.Form}");
        findings.Within(NodePath.Join(place, "gpu"), service.Resources?.Gpu, 1, MostGpus);
    }
}
