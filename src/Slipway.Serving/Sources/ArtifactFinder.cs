using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Serving.Sources;

/// <summary>Finds what the runtimes can execute, by names and forms alone.</summary>
internal sealed class ArtifactFinder(IReadOnlyList<IModelRuntime> runtimes)
{
    private const string ExportFolder = "onnx";
    private const string ExportConfig = "config.json";

    /// <summary>What may be served here, for messages.</summary>
    public string Expected =>
        runtimes.Count == 0
            ? "a model for a runtime (none is registered)"
            : "a model for one of the runtimes " + string.Join(", ", runtimes.Select(runtime => runtime.Name));

    /// <summary>
    /// The artifacts in a folder; the folder itself where it is one, as those of SavedModels are. Where a hub's files lie, with
    /// the exported model in a folder <c>onnx</c> beside its <c>config.json</c>, those in there.
    /// </summary>
    public List<string> In(string folder)
    {
        var entries = FolderReader.Entries(folder);
        var inside = Artifacts(folder, entries);
        if (HasExport(entries) && !inside.Exists(IsCalledModel))
        {
            var export = Path.Combine(folder, ExportFolder);
            if (Artifacts(export, FolderReader.Entries(export)) is { Count: > 0 } exported)
                return exported;
        }

        return inside.Count == 0 && IsArtifact(folder) ? [folder] : inside;
    }

    private List<string> Artifacts(string folder, List<FileSystemInfo> entries) =>
        [.. entries.Select(entry => Path.Combine(folder, entry.Name)).Where(IsArtifact)];

    // The other files of a hub, weights for its own libraries, may be artifacts too; the export is meant to be served.
    private static bool HasExport(List<FileSystemInfo> entries) =>
        entries.Exists(entry => entry.Name == ExportFolder && FolderReader.IsFolder(entry))
        && entries.Exists(entry => entry.Name == ExportConfig);

    private static bool IsCalledModel(string path) => Path.GetFileNameWithoutExtension(path) == "model";

    private bool IsArtifact(string path) => runtimes.Any(runtime => runtime.Recognizes(path));

    /// <summary>The one artifact of a folder, or the one that is called <c>model</c>.</summary>
    public string Single(string folder, string configFile)
    {
        var artifacts = In(folder);
        return artifacts switch
        {
            [var only] => only,
            [] => throw Missing(folder),
            _ => artifacts.Find(IsCalledModel)
                ?? throw ServingException.InvalidArgument(
                    $"The folder '{Path.GetFileName(folder)}' has several artifacts "
                        + $"({string.Join(", ", artifacts.Take(10).Select(Path.GetFileName))}): say which one with "
                        + $"'file:' in {configFile}, or call it 'model'."
                ),
        };
    }

    /// <summary>The artifact that the configuration names, which must lie inside the folder.</summary>
    public static string Named(string folder, string file, string configFile)
    {
        var path = Path.GetFullPath(Path.Combine(folder, file));
        if (!path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw ServingException.InvalidArgument(
                $"'file: {file}' in {configFile} lies outside the package folder; move the artifact inside."
            );
        }

        return Path.Exists(path)
            ? path
            : throw new ServingException(
                ServingErrorCode.NotFound,
                $"'file: {file}' in {configFile} does not exist in the folder '{Path.GetFileName(folder)}'."
            )
            {
                Reason = "artifact-missing",
            };
    }

    /// <summary>
    /// Refuses a configuration that names a runtime which is not here: told before the artifact is looked for, since
    /// only that runtime would know it.
    /// </summary>
    public void CheckRuntime(string? named, string configFile)
    {
        if (named is null || runtimes.Any(runtime => runtime.Name == named))
            return;
        throw new ServingException(
            ServingErrorCode.Unsupported,
            $"{configFile} asks for the runtime '{named}', which is not here. Known: "
                + $"{string.Join(", ", runtimes.Select(runtime => runtime.Name))}."
        )
        {
            Reason = "unknown-runtime",
        };
    }

    /// <summary>The runtime of an artifact: the one that the configuration names, or the first that knows its form.</summary>
    public string RuntimeOf(string artifact, string? named, string configFile)
    {
        CheckRuntime(named, configFile);
        return named
            ?? (runtimes.FirstOrDefault(runtime => runtime.Recognizes(artifact)) ?? throw Unknown(artifact)).Name;
    }

    private ServingException Missing(string folder)
    {
        var present = FolderReader.Entries(folder).Take(4).Select(entry => $"'{entry.Name}'").ToArray();
        var (code, holds, reason) =
            present.Length == 0
                ? (ServingErrorCode.NotFound, "", "artifact-missing")
                : (
                    ServingErrorCode.Unsupported,
                    $" that can be served here (it holds {string.Join(", ", present.Take(3))}"
                        + $"{(present.Length > 3 ? ", …" : "")})",
                    "unknown-format"
                );
        return new ServingException(
            code,
            $"The folder '{Path.GetFileName(folder)}' has no artifact{holds}; expected {Expected}."
        )
        {
            Reason = reason,
        };
    }

    private ServingException Unknown(string artifact) =>
        new(
            ServingErrorCode.Unsupported,
            $"'{Path.GetFileName(artifact)}' is not a model that can be served here; expected {Expected}."
        )
        {
            Reason = "unknown-format",
        };
}
