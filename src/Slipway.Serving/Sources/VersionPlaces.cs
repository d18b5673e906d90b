using Slipway.Models;

namespace Slipway.Serving.Sources;

/// <summary>A version that is a folder, in that of its model. A link is followed once: what it leads to stays one version's.</summary>
internal sealed class FolderPlace(string path, string model, string name, long version, PackageReader packages)
    : IVersionPlace
{
    private readonly string _home = FolderReader.Follow(path);

    public string Name => Path.GetFileName(path);

    public bool IsHeld => File.Exists(Path.Combine(_home, FolderNames.Incomplete));

    // Two builds that a link is switched between may be alike in all but their place.
    public FilesState Look(CancellationToken cancellationToken) =>
        FilesState.OfFolder(_home, cancellationToken).With(_home == path ? "" : _home, DateTime.UnixEpoch);

    public bool HasArtifact(ModelConfig config) => packages.HasArtifact(_home, config);

    public ModelPackage Read(ModelConfig config, string configFile) =>
        packages.ReadFolder(name, version, _home, config, configFile) with
        {
            ModelDirectory = model == _home ? null : model,
        };
}

/// <summary>A model that is one file. What lies beside it is not looked at.</summary>
internal sealed class FilePlace(string file, string name, PackageReader packages) : IVersionPlace
{
    public string Name => Path.GetFileName(file);

    public bool IsHeld => false;

    public FilesState Look(CancellationToken cancellationToken) => FilesState.OfFiles([file]);

    public bool HasArtifact(ModelConfig config) => File.Exists(file);

    public ModelPackage Read(ModelConfig config, string configFile) =>
        packages.ReadFile(name, file, config, configFile);
}
