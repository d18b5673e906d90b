using System.Security.Cryptography;
using System.Text;

namespace Slipway.Supervisor.Revisions;

/// <summary>
/// Copies of what revisions run, so that a file that is written over in its place changes nothing that runs, and a rollback
/// finds what it goes back to. A content is kept once, under its digest.
/// </summary>
internal sealed class ContentStore(string folder)
{
    private const string Partial = ".partial";

    /// <summary>Copies a file or folder.</summary>
    /// <returns>The digest, and the path of the copy, which has the name of the original.</returns>
    /// <exception cref="IOException">It cannot be read, or not be written.</exception>
    public async Task<(string Digest, string Path)> AddAsync(string source, CancellationToken cancellationToken)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(source));
        var files = Files(full);
        var partial = Path.Combine(Directory.CreateDirectory(folder).FullName, $"{Guid.NewGuid():N}{Partial}");
        var target = Path.Combine(partial, Path.GetFileName(full));
        try
        {
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var file in files)
            {
                var relative = Path.GetRelativePath(full, file);
                var copy = relative == "." ? target : Path.Combine(target, relative);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                // The copy is what is hashed: the original may change between the two.
                File.Copy(file, copy);
                await using var stream = File.OpenRead(copy);
                digest.AppendData(await SHA256.HashDataAsync(stream, cancellationToken));
                digest.AppendData(Encoding.UTF8.GetBytes(relative.Replace('\\', '/') + "\n"));
            }

            var name = Convert.ToHexStringLower(digest.GetHashAndReset());
            var kept = Path.Combine(folder, name);
            if (!Directory.Exists(kept))
                Directory.Move(partial, kept);
            return ($"sha256:{name}", Path.Combine(kept, Path.GetFileName(full)));
        }
        finally
        {
            if (Directory.Exists(partial))
                Directory.Delete(partial, recursive: true);
        }
    }

    /// <summary>Deletes what no revision names, and what was left behind half-copied.</summary>
    public void Keep(IReadOnlySet<string> digests)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var each in Directory.EnumerateDirectories(folder))
        {
            if (!digests.Contains($"sha256:{Path.GetFileName(each)}"))
                Directory.Delete(each, recursive: true);
        }
    }

    // In an order that does not depend on the file system. Links are followed: a folder of links to models is a folder of models.
    private static IReadOnlyList<string> Files(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new FileNotFoundException($"{path} is not there.");
        return [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }
}
