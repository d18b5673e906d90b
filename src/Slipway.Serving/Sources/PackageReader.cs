using System.Buffers;
using System.Globalization;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Configuration;

namespace Slipway.Serving.Sources;

/// <summary>Reads what a file or a folder says of one model, without opening the artifact.</summary>
internal sealed class PackageReader(IReadOnlyList<IModelRuntime> runtimes)
{
    private const string ConfigFile = "model.yaml";

    private static readonly SearchValues<char> Reserved = SearchValues.Create("/\\?#%&");

    /// <summary>What may be served here, for messages.</summary>
    public string Expected =>
        runtimes.Count == 0
            ? "an artifact of a runtime (none is registered)"
            : "an artifact of the runtime " + string.Join(" or ", runtimes.Select(runtime => runtime.Name));

    /// <summary>Whether the folder is a model: configured, with an artifact, or with numbered versions of one.</summary>
    public bool IsModel(string folder) =>
        File.Exists(Path.Combine(folder, ConfigFile)) || Artifacts(folder).Count > 0 || Versions(folder).Count > 0;

    /// <summary>A package of one file; a <c>model.yaml</c> beside it counts where it means this file.</summary>
    public ModelPackage ReadFile(string file, string? name)
    {
        var folder = Path.GetDirectoryName(file)!;
        var runtime =
            RuntimeOf(file)
            ?? throw new ServingException(
                ServingErrorCode.Unsupported,
                $"'{Path.GetFileName(file)}' is not a model that can be served here; expected {Expected}."
            )
            {
                Reason = "unknown-format",
            };
        var config = ReadConfig(folder);
        var meant = config.File is null
            ? Artifacts(folder) is [var only] && only == file
            : Resolve(folder, config) == file;
        if (!meant)
            config = new ModelConfig();
        return new ModelPackage(Checked(name ?? config.Name ?? NameOf(file)), 1, folder, file, runtime.Name, config);
    }

    /// <summary>A package folder, or the newest version of a model folder.</summary>
    public ModelPackage ReadModel(string folder, string? name)
    {
        var config = ReadConfig(folder);
        var versions = Versions(folder);
        var (version, home) = versions.Count > 0 && config.File is null ? versions[0] : (1, folder);
        var artifact = config.File is null ? SingleArtifact(home) : Resolve(folder, config);
        var runtime = config.Runtime is null ? RuntimeOf(artifact) : Named(config.Runtime);
        return runtime is null
            ? throw new ServingException(
                ServingErrorCode.Unsupported,
                $"'{Path.GetFileName(artifact)}' is not a model that can be served here; expected {Expected}."
            )
            {
                Reason = "unknown-format",
            }
            : new ModelPackage(
                Checked(name ?? config.Name ?? Path.GetFileName(folder)),
                version,
                home,
                artifact,
                runtime.Name,
                config
            );
    }

    private static string NameOf(string file)
    {
        var stem = Path.GetFileNameWithoutExtension(file);
        var folder = Path.GetFileName(Path.GetDirectoryName(file));
        return stem == "model" && !string.IsNullOrEmpty(folder) ? folder : stem;
    }

    // A name becomes a path segment of every protocol: what would need quoting there is refused here.
    private static string Checked(string name) =>
        name.Length is > 0 and <= 128
        && !name.AsSpan().ContainsAny(Reserved)
        && !name.Any(char.IsControl)
        && name != "."
        && name != ".."
            ? name
            : throw ServingException.InvalidArgument(
                $"'{name}' cannot be the name of a model: use 1 to 128 characters, none of them / \\ ? # % & or a "
                    + "control character."
            );

    private ModelConfig ReadConfig(string folder)
    {
        var file = Path.Combine(folder, ConfigFile);
        return File.Exists(file) ? ModelConfigReader.Read(file, runtimes) : new ModelConfig();
    }

    private static string Resolve(string folder, ModelConfig config)
    {
        var file = Path.GetFullPath(Path.Combine(folder, config.File!));
        if (!file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw ServingException.InvalidArgument(
                $"'file: {config.File}' in {ConfigFile} lies outside the package folder; move the artifact inside."
            );
        }

        return File.Exists(file) || Directory.Exists(file)
            ? file
            : throw ServingException.NotFound($"'file: {config.File}' in {ConfigFile} does not exist.");
    }

    private string SingleArtifact(string folder) =>
        Artifacts(folder) switch
        {
            [var only] => only,
            [] => throw ServingException.NotFound(
                $"The folder '{Path.GetFileName(folder)}' has no artifact; expected {Expected}."
            ),
            var several => several.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == "model")
                ?? throw ServingException.InvalidArgument(
                    $"The folder '{Path.GetFileName(folder)}' has several artifacts "
                        + $"({string.Join(", ", several.Select(Path.GetFileName))}): say which one with 'file:' in "
                        + $"{ConfigFile}, or call it 'model'."
                ),
        };

    private List<string> Artifacts(string folder) =>
        [
            .. Directory
                .EnumerateFileSystemEntries(folder)
                .Where(entry => RuntimeOf(entry) is not null)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Numbered subfolders with an artifact, newest first.</summary>
    private List<(long Version, string Folder)> Versions(string folder) =>
        [
            .. Directory
                .EnumerateDirectories(folder)
                .Select(child => (Version: VersionOf(child), Folder: child))
                .Where(child => child.Version > 0 && Artifacts(child.Folder).Count > 0)
                .OrderByDescending(child => child.Version),
        ];

    private static long VersionOf(string folder) =>
        long.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : 0;

    private IModelRuntime? RuntimeOf(string path) => runtimes.FirstOrDefault(runtime => runtime.Recognizes(path));

    private IModelRuntime Named(string name) =>
        runtimes.FirstOrDefault(runtime => runtime.Name == name)
        ?? throw ServingException.InvalidArgument(
            $"'runtime: {name}' in {ConfigFile} is not known here. Known: "
                + $"{string.Join(", ", runtimes.Select(runtime => runtime.Name))}."
        );
}
