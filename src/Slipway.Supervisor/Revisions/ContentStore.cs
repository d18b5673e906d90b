using Slipway.Deployment.Planning;

namespace Slipway.Supervisor.Revisions;

/// <summary>
/// Copies of what revisions run, so that a file that is written over in its place changes nothing that runs, and a rollback
/// finds what it goes back to. A content is kept once, under its digest and the
/// name it had. Used by one order at a time.
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
        var files = ContentDigest.Files(full);
        var partial = Path.Combine(Directory.CreateDirectory(folder).FullName, $"{Guid.NewGuid():N}{Partial}");
        var target = Path.Combine(partial, Path.GetFileName(full));
        try
        {
            using var digest = new ContentDigest();
            foreach (var file in files)
            {
                var relative = Path.GetRelativePath(full, file);
                var copy = relative == "." ? target : Path.Combine(target, relative);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                // The copy is what is hashed: the original may change between the two.
                File.Copy(file, copy);
                await using var stream = File.OpenRead(copy);
                await digest.AddAsync(relative, stream, cancellationToken);
            }

            var name = digest.Finish();
            var kept = Path.Combine(folder, name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            var path = Path.Combine(kept, Path.GetFileName(full));
            if (!Directory.Exists(kept))
                Directory.Move(partial, kept);
            else if (!Path.Exists(path))
                // The same bytes under another name, which may say what they are: model.onnx, model.json.
                Directory.Move(target, path);
            return (name, path);
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
}
