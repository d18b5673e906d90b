namespace Slipway.Models;

/// <summary>
/// One version of one model on disk, found but not opened. Immutable.
/// </summary>
/// <param name="Name">The name the model is served under.</param>
/// <param name="Version">1 or more; 1 where the package has no versions.</param>
/// <param name="Directory">
/// The folder that the model may read from, absolute: nothing outside it is ever opened on the model's behalf.
/// </param>
/// <param name="ArtifactPath">The file or folder that the runtime executes, absolute, inside the folder.</param>
/// <param name="Runtime">The name of the runtime that recognised the artifact.</param>
/// <param name="Config">What <c>model.yaml</c> says; empty where there is none.</param>
public sealed record ModelPackage(
    string Name,
    long Version,
    string Directory,
    string ArtifactPath,
    string Runtime,
    ModelConfig Config
)
{
    /// <summary>
    /// The model's folder, where its configuration and files for all versions are; null where that is
    /// <see cref="Directory"/>.
    /// </summary>
    public string? ModelDirectory { get; init; }

    /// <summary>
    /// Changes whenever a file of the version does, or what its configuration says of how it computes (not: which
    /// versions are served, when, and under which labels). Two packages of one version with different fingerprints are
    /// different models, and the later one replaces the earlier.
    /// </summary>
    public string Fingerprint { get; init; } = "";
}
