using Slipway.Models;

namespace Slipway.Runtimes.Onnx.Loading;

/// <summary>
/// Holds a model's external data files to the package's folder, before the engine opens any of them.
/// </summary>
internal static class ExternalData
{
    private const int MaxLinks = 40;

    // No system opens a longer one, and following its parts would cost the square of its length.
    private const int LongestLocation = 4096;

    /// <summary>Checks every location, and gives the size of all the files together.</summary>
    public static long Check(ModelPackage package, string modelFile, IEnumerable<string> locations)
    {
        var total = 0L;
        var root = Resolve(package.Directory) ?? package.Directory;
        var folder = Resolve(Path.GetDirectoryName(modelFile)!) ?? package.Directory;
        foreach (var location in locations)
        {
            var file = Locate(package, location, root, folder);
            var info = new FileInfo(file);
            if (!info.Exists)
                throw LoadErrors.ExternalDataMissing(package, location);
            total += info.Length;
        }

        return total;
    }

    private static string Locate(ModelPackage package, string location, string root, string folder)
    {
        // A reserved location means "this address in memory" to ONNX Runtime, and a rooted one ignores the folder.
        if (
            location.Length is 0 or > LongestLocation
            || location.Contains('\0', StringComparison.Ordinal)
            || location.Contains("_ORT_MEM_ADDR_", StringComparison.Ordinal)
            || Path.IsPathRooted(location)
        )
        {
            throw LoadErrors.ExternalDataOutside(package, location);
        }

        // Not Path.GetFullPath: it takes "link/.." for nothing, where the system follows the link first.
        var resolved =
            Resolve(Path.Combine(folder, location)) ?? throw LoadErrors.ExternalDataMissing(package, location);
        return IsInside(resolved, root) ? resolved : throw LoadErrors.ExternalDataOutside(package, location);
    }

    private static bool IsInside(string path, string root) =>
        path.StartsWith(root, StringComparison.Ordinal)
        && (Path.EndsInDirectorySeparator(root) || path[root.Length..] is ['/' or '\\', ..]);

    /// <summary>
    /// The path with every symbolic link on the way followed, also those in the folders above; null where the links
    /// lead in a circle.
    /// </summary>
    private static string? Resolve(string path)
    {
        var resolved = Path.GetPathRoot(path)!;
        var rest = new Stack<string>(Parts(path[resolved.Length..]).Reverse());
        for (var links = 0; rest.TryPop(out var part); )
        {
            if (part == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? resolved;
                continue;
            }

            var next = Path.Combine(resolved, part);
            var target = new FileInfo(next).LinkTarget;
            if (target is null)
            {
                resolved = next;
                continue;
            }

            if (++links > MaxLinks)
                return null;
            if (Path.IsPathRooted(target))
            {
                resolved = Path.GetPathRoot(target)!;
                target = target[resolved.Length..];
            }

            foreach (var step in Parts(target).Reverse())
            {
                rest.Push(step);
            }
        }

        return resolved;
    }

    private static IEnumerable<string> Parts(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
            .Where(part => part != ".");
}
