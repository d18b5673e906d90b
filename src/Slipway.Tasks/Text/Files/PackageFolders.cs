using Slipway.Models;

namespace Slipway.Tasks.Text.Files;

/// <summary>Finds what lies beside a model: in the artifact's folder, the version's, and the model's, in this order.</summary>
internal static class PackageFolders
{
    /// <summary>The folders, the nearest first; all of them inside the package.</summary>
    public static IReadOnlyList<string> Of(ModelPackage package)
    {
        string?[] folders =
        [
            File.Exists(package.ArtifactPath) ? Path.GetDirectoryName(package.ArtifactPath) : null,
            package.Directory,
            package.ModelDirectory,
        ];
        return [.. folders.OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The first file of that name; null where there is none.</summary>
    public static string? Find(ModelPackage package, string name) =>
        Of(package).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>A file or a folder that the configuration names; null where it is not there or lies outside.</summary>
    public static string? Named(ModelPackage package, string name) =>
        Of(package)
            .Select(folder => (Folder: folder, Path: Path.GetFullPath(Path.Combine(folder, name))))
            .Where(found =>
                found.Path == found.Folder
                || found.Path.StartsWith(found.Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            )
            .Select(found => found.Path)
            .FirstOrDefault(Path.Exists);
}
