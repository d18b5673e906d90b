using Slipway.Configuration;
using Slipway.Deployment.Manifest.Layers;

namespace Slipway.Deployment.Manifest.Validation;

/// <summary>What cannot be the same for every service is no default.</summary>
internal sealed class DefaultsValidator : IManifestValidator
{
    public void Validate(FleetManifest manifest, ManifestFindings findings)
    {
        foreach (
            var key in ServiceDefaults.OwnToServices.Where(key => findings.IsWritten(NodePath.Join("defaults", key)))
        )
        {
            findings.AddToKey(NodePath.Join("defaults", key), $"'{key}' is each service's own; it cannot be a default");
        }
    }
}
