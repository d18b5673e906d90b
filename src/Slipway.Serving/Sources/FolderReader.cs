using Slipway.Errors;

namespace Slipway.Serving.Sources;

/// <summary>Lists folders within a limit: a path given by mistake must not cost more than a moment.</summary>
internal static class FolderReader
{
    /// <summary>The most entries that one folder, or one version with all its folders, may have.</summary>
    public const int MaxEntries = 20_000;

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };

    /// <summary>Its entries by name, without those that are passed over.</summary>
    /// <exception cref="ServingException">There are more than <paramref name="limit"/>.</exception>
    public static List<FileSystemInfo> Entries(string folder, int limit = MaxEntries)
    {
        var entries = new List<FileSystemInfo>();
        var seen = 0;
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything))
        {
            if (++seen > limit)
                throw TooMany(folder);
            if (!FolderNames.IsPassedOver(entry.Name))
                entries.Add(entry);
        }

        entries.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return entries;
    }

    /// <summary>The folders in it, links to folders included.</summary>
    public static IEnumerable<FileSystemInfo> Folders(string folder) => Entries(folder).Where(IsFolder);

    public static bool IsFolder(FileSystemInfo entry) => entry.Attributes.HasFlag(FileAttributes.Directory);

    /// <summary>What a symbolic link leads to in the end; the path itself where it is none.</summary>
    public static string Follow(string path) =>
        Directory.Exists(path) ? Directory.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;

    public static ServingException TooMany(string folder) =>
        new(
            ServingErrorCode.FailedPrecondition,
            $"The folder '{Path.GetFileName(folder)}' holds more than {MaxEntries} entries, or folders nested too "
                + "deeply, and is not read to its end. Keep only the model's own files in it."
        )
        {
            Reason = "too-many-files",
        };

    public static ServingException Unreadable(string what, Exception cause) =>
        new(
            ServingErrorCode.FailedPrecondition,
            $"'{what}' cannot be read ({cause.GetType().Name}). Check that the server's user may read it and all in it.",
            cause
        )
        {
            Reason = "unreadable",
        };
}
