namespace Slipway.Deployment.Manifest.Validation;

/// <summary>One concern of a manifest. Validators depend on nothing but the manifest; all of them are asked.</summary>
internal interface IManifestValidator
{
    void Validate(FleetManifest manifest, ManifestFindings findings);
}

/// <summary>A concern of each service by itself.</summary>
internal abstract class ServiceValidator : IManifestValidator
{
    public void Validate(FleetManifest manifest, ManifestFindings findings)
    {
        foreach (var (name, service) in manifest.Services)
        {
            Validate(service, Configuration.NodePath.Join("services", name), manifest, findings);
        }
    }

    /// <param name="service">With defaults worked in.</param>
    /// <param name="path">The service's.</param>
    /// <param name="manifest">That it is of.</param>
    /// <param name="findings">Takes what is wrong.</param>
    protected abstract void Validate(
        ServiceConfig service,
        string path,
        FleetManifest manifest,
        ManifestFindings findings
    );
}
