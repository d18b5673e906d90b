using Slipway.Errors;

namespace Slipway.Serving.Sources.Remote;

/// <summary>Names that somebody else has chosen: which of them may become files here, and what they seem to be.</summary>
internal static class FileNames
{
    private const int LongestSegment = 255;
    private const int LongestName = 1024;

    // Judged by name alone, before the first byte is fetched: the runtimes' own judgement needs the file.
    private static readonly System.Buffers.SearchValues<char> NotOnWindows = System.Buffers.SearchValues.Create(
        "<>\"|?*"
    );
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

    /// <summary>Whether <paramref name="name"/> (with <c>/</c> between its parts) stays in the folder it is put in.</summary>
    public static bool IsSafe(string name) =>
        name.Length is > 0 and <= LongestName && name.Split('/').All(IsSafeSegment);

    /// <exception cref="ServingException">The name leads out of the folder, or no file can have it.</exception>
    public static string Checked(string name, string where) =>
        IsSafe(name)
            ? name
            : throw RemoteException.Create(
                RemoteException.BadName,
                $"{where} holds '{Printable(name)}', a name that no file here may have: it is empty, too long, leads "
                    + "out of its folder or has characters that are not allowed. Rename or remove it."
            );

    /// <summary>For messages: short and without control characters.</summary>
    public static string Printable(string name) =>
        string.Concat(name.Take(100).Select(c => char.IsControl(c) ? '?' : c)) + (name.Length > 100 ? "…" : "");

    private static bool IsSafeSegment(string segment) =>
        segment.Length is > 0 and <= LongestSegment
        && segment is not ("." or "..")
        && System.Text.Encoding.UTF8.GetByteCount(segment) <= LongestSegment
        && !segment.Any(c => char.IsControl(c) || c is '\\' or ':')
        && !(OperatingSystem.IsWindows() && (segment[^1] is '.' or ' ' || segment.AsSpan().ContainsAny(NotOnWindows)));
}
