using System.Globalization;
using Slipway.Oci.Content;

namespace Slipway.Oci.Caching;

/// <summary>An unpacked model of a cache: a folder with its files, and beside them what they take.</summary>
internal sealed class CacheEntry(string models, Digest manifest)
{
    private const string SizeFile = "bytes";

    private readonly string _folder = Path.Combine(models, $"{manifest.Algorithm}-{manifest.Hex}");

    public string Name => Path.GetFileName(_folder);

    public Digest Manifest => manifest;

    public string Files => FilesIn(_folder);

    public bool IsThere => Directory.Exists(_folder);

    /// <summary>Bytes that are not those of blobs.</summary>
    public long Bytes =>
        long.TryParse(File.ReadAllText(Path.Combine(_folder, SizeFile)), CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : 0;

    public DateTime LastUse => File.GetLastWriteTimeUtc(Path.Combine(_folder, SizeFile));

    public static string FilesIn(string folder) => Path.Combine(folder, "files");

    public static IReadOnlyList<CacheEntry> All(string models) =>
        [
            .. Directory
                .EnumerateDirectories(models)
                .Select(folder => Path.GetFileName(folder).Split('-', 2))
                .Where(parts => parts.Length == 2)
                .Select(parts => Digest.TryParse($"{parts[0]}:{parts[1]}", out var digest) ? digest : null)
                .OfType<Digest>()
                .Select(digest => new CacheEntry(models, digest)),
        ];

    /// <summary>Puts what was made in <paramref name="staged"/> in its place.</summary>
    /// <param name="staged">With its files in it.</param>
    /// <param name="linked">Bytes of files that are second names of blobs.</param>
    public void Place(string staged, long linked)
    {
        var bytes = new DirectoryInfo(FilesIn(staged))
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .Sum(file => file.Length);
        File.WriteAllText(Path.Combine(staged, SizeFile), (bytes - linked).ToString(CultureInfo.InvariantCulture));
        NativeFiles.SyncTree(staged);
        Directory.Move(staged, _folder);
        NativeFiles.Sync(models);
    }

    public void Touch(TimeProvider time) =>
        File.SetLastWriteTimeUtc(Path.Combine(_folder, SizeFile), time.GetUtcNow().UtcDateTime);

    /// <summary>By one rename out of its place; what is left of it is deleted by whoever comes next.</summary>
    public void Remove(string staging)
    {
        var gone = Path.Combine(staging, Guid.NewGuid().ToString("N"));
        Directory.Move(_folder, gone);
        Directory.Delete(gone, recursive: true);
    }
}
