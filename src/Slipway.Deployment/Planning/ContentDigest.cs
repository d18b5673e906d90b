using System.Security.Cryptography;
using System.Text;

namespace Slipway.Deployment.Planning;

/// <summary>
/// The digest of a file or folder that a revision runs: SHA-256 over the SHA-256 and the relative path of each file, in the order
/// of their paths. Whoever copies the files computes it on the way; whoever plans computes it where they are.
/// </summary>
public sealed class ContentDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The files of a file or folder, in an order that does not depend on the file system. Links are followed.</summary>
    /// <exception cref="FileNotFoundException">There is neither.</exception>
    public static IReadOnlyList<string> Files(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new FileNotFoundException($"{path} is not there.");
        return [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    /// <returns><c>sha256:…</c></returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<string> OfAsync(string path, CancellationToken cancellationToken)
    {
        using var digest = new ContentDigest();
        foreach (var file in Files(path))
        {
            await using var stream = File.OpenRead(file);
            await digest.AddAsync(Path.GetRelativePath(path, file), stream, cancellationToken);
        }

        return digest.Finish();
    }

    /// <summary>Adds the next file.</summary>
    public async Task AddAsync(string relativePath, Stream content, CancellationToken cancellationToken)
    {
        _hash.AppendData(await SHA256.HashDataAsync(content, cancellationToken));
        _hash.AppendData(Encoding.UTF8.GetBytes(relativePath.Replace('\\', '/') + "\n"));
    }

    /// <returns><c>sha256:…</c></returns>
    public string Finish() => $"sha256:{Convert.ToHexStringLower(_hash.GetHashAndReset())}";

    public void Dispose() => _hash.Dispose();
}
