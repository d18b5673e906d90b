namespace Slipway.Deployment.Manifest;

/// <summary>How containers are made, for the target <c>container</c>.</summary>
public sealed record ContainersConfig
{
    /// <summary>
    /// What the images of models and projects stand on, as <c>slipway build --base</c> takes it: an image's reference, <c>oci:FOLDER</c>,
    /// <c>oci-archive:FILE</c>, or <c>nano</c>, which is made of this machine's Debian packages. Default: as there.
    /// </summary>
    public string? Base { get; set; }
}
