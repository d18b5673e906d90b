using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Serving.Packages;

/// <summary>
/// The files of a package that its configuration names: in the version's folder, else in the model's. Nothing outside is read.
/// </summary>
internal sealed class PackageFiles(ModelPackage package)
{
    private const long MaxBytes = 64 << 20;
    private const int MostListed = 10_000;

    private readonly string[] _folders =
    [
        .. new[] { package.Directory, package.ModelDirectory ?? package.Directory }.Distinct(),
    ];

    /// <summary>The file of a relative path.</summary>
    public string Find(string relative)
    {
        foreach (var folder in _folders)
        {
            var file = Path.GetFullPath(Path.Combine(folder, relative));
            if (!file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw ServingException.InvalidArgument(
                    $"'{relative}' lies outside the package folder; move the file inside."
                );
            }

            if (File.Exists(file))
                return file;
        }

        throw ServingException.NotFound($"the file '{relative}' does not exist in the package.");
    }

    /// <summary>Files in subfolders of this name, the version's before the model's, each by name.</summary>
    public IEnumerable<string> In(string subfolder, string extension) =>
        _folders
            .Select(folder => Path.Combine(folder, subfolder))
            .Where(Directory.Exists)
            .SelectMany(folder =>
                Directory
                    .EnumerateFiles(folder)
                    .Take(MostListed)
                    .Where(file => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                    .Where(file => !Path.GetFileName(file.AsSpan()).StartsWith('.'))
                    .Order(StringComparer.Ordinal)
            );

    /// <summary>The whole content of a file.</summary>
    public static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (new FileInfo(file).Length > MaxBytes)
            throw ServingException.TooLarge($"the file '{Path.GetFileName(file)}' is over {MaxBytes >> 20} MiB.");
        return await File.ReadAllBytesAsync(file, cancellationToken);
    }
}
