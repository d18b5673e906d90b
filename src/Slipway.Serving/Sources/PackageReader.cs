using Slipway.Models;

namespace Slipway.Serving.Sources;

/// <summary>Reads what a file or a folder says of one version, without opening the artifact.</summary>
internal sealed class PackageReader(ArtifactFinder artifacts)
{
    private const string EnsembleRuntime = "ensemble";

    /// <summary>
    /// The version in a folder. A graph over other models has no artifact of its own: the folder itself stands for it.
    /// </summary>
    public ModelPackage ReadFolder(string name, long version, string folder, ModelConfig config, string configFile)
    {
        if (config.Ensemble is not null)
            return new ModelPackage(name, version, folder, folder, EnsembleRuntime, config);
        artifacts.CheckRuntime(config.Runtime, configFile);
        var artifact = config.File is null
            ? artifacts.Single(folder, configFile)
            : ArtifactFinder.Named(folder, config.File, configFile);
        var runtime = artifacts.RuntimeOf(artifact, config.Runtime, configFile);
        return new ModelPackage(name, version, folder, artifact, runtime, config);
    }

    /// <summary>A file that is a model by itself.</summary>
    public ModelPackage ReadFile(string name, string file, ModelConfig config, string configFile) =>
        new(name, 1, Path.GetDirectoryName(file)!, file, artifacts.RuntimeOf(file, config.Runtime, configFile), config);

    /// <summary>Whether there is still something in the folder that may be the artifact.</summary>
    public bool HasArtifact(string folder, ModelConfig config) =>
        config.Ensemble is not null ? Directory.Exists(folder)
        : config.File is { } file ? Path.Exists(Path.Combine(folder, file))
        : Directory.Exists(folder) && artifacts.In(folder).Count > 0;
}
