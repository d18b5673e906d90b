using Slipway.Errors;
using Slipway.Oci.Unpacking;

namespace Slipway.Serving.Sources.Remote;

/// <summary>Names that somebody else has chosen: what they seem to be.</summary>
internal static class FileNames
{
    // Judged by name alone, before the first byte is fetched: the runtimes' own judgement needs the file.
    private static readonly string[] ArtifactExtensions = [".onnx", ".ort", ".pt", ".pth", ".keras", ".h5"];
    private static readonly string[] PackageFiles = ["model.yaml", "config.pbtxt", "saved_model.pb", "model.py"];

    /// <summary>Whether a file or folder of this name makes the folder it is in a model.</summary>
    public static bool MakesModel(string name) => PackageFiles.Contains(name) || IsArtifact(name) || IsVersion(name);

    public static bool IsArtifact(string name) =>
        ArtifactExtensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    public static bool IsArchive(string name) => StemOfArchive(name) is not null;

    /// <summary>The archive's name without its extension; null where it is none.</summary>
    public static string? StemOfArchive(string name)
    {
        foreach (var extension in (string[])[".tar.gz", ".tgz", ".tar", ".zip"])
        {
            if (name.Length > extension.Length && name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                return name[..^extension.Length];
        }

        return null;
    }

    public static bool IsVersion(string name) => long.TryParse(name, out var version) && version > 0;

    /// <exception cref="ServingException">The name leads out of the folder, or no file can have it.</exception>
    public static string Checked(string name, string where) =>
        EntryNames.IsSafe(name)
            ? name
            : throw RemoteException.Create(
                RemoteException.BadName,
                $"{where} holds '{EntryNames.Printable(name)}', a name that no file here may have: it is empty, too long, leads "
                    + "out of its folder or has characters that are not allowed. Rename or remove it."
            );
}
