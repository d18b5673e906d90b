using Slipway.Configuration;

namespace Slipway.Deployment.Manifest.Validation;

/// <summary>When a replica counts as ready, dead or broken.</summary>
internal sealed class HealthValidator : ServiceValidator
{
    private const int MostFailures = 1000;

    protected override void Validate(
        ServiceConfig service,
        string path,
        FleetManifest manifest,
        ManifestFindings findings
    )
    {
        if (service.Health is not { } health)
            return;
        var place = NodePath.Join(path, "health");
        findings.Positive(NodePath.Join(place, "start_timeout"), health.StartTimeout);
        findings.Positive(NodePath.Join(place, "interval"), health.Interval);
        findings.Positive(NodePath.Join(place, "timeout"), health.Timeout);
        findings.Within(NodePath.Join(place, "failures"), (int?)health.Failures, 1, MostFailures);
    }
}
