using Slipway.Configuration;
using Slipway.Deployment.Pipelines;

namespace Slipway.Deployment.Manifest.Validation;

/// <summary>Pipelines hold together, and ask what is there; their rules are <see cref="PipelineChecker"/>'s.</summary>
internal sealed class PipelinesValidator : IManifestValidator
{
    public void Validate(FleetManifest manifest, ManifestFindings findings)
    {
        var models = manifest.Services.SelectMany(service => service.Value.Models ?? [service.Key]).ToList();
        // A service that could not be read may have the model that is asked for.
        var knowsModels =
            !findings.IsBroken("services")
            && !manifest.Services.Keys.Any(name => findings.IsBroken(NodePath.Join("services", name)));
        foreach (var (path, message) in PipelineChecker.Check(manifest.Pipelines, models))
        {
            var asksModel = path.EndsWith(".service", StringComparison.Ordinal);
            if (!findings.IsBroken(path) && (knowsModels || !asksModel))
                findings.Add(path, message);
        }
    }
}
