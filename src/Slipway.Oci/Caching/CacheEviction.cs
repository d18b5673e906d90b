using Slipway.Errors;
using Slipway.Oci.Artifacts;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;

namespace Slipway.Oci.Caching;

/// <summary>
/// Makes room in a cache that nobody else uses meanwhile: first goes what broken transfers left, then the models that were
/// not used for longest, with the blobs that only they have.
/// </summary>
internal sealed class CacheEviction(string content, string models, string staging)
{
    private readonly LayoutFolder _layout = LayoutFolder.Open(content);
    private readonly Dictionary<string, long> _blobs = [];

    /// <param name="maxBytes">That the cache may have, with what is to come.</param>
    /// <param name="coming">What is to come.</param>
    /// <param name="keep">Its place, which stays.</param>
    /// <param name="cancellationToken">Looked at while manifests are read.</param>
    public async Task RunAsync(long maxBytes, StoredModel coming, CacheEntry keep, CancellationToken cancellationToken)
    {
        Clean();
        foreach (var blob in Directory.EnumerateFiles(Path.Combine(content, "blobs"), "*", SearchOption.AllDirectories))
            _blobs[blob] = new FileInfo(blob).Length;
        var entries = new Dictionary<CacheEntry, HashSet<string>>();
        foreach (var entry in CacheEntry.All(models).Where(entry => entry.Name != keep.Name))
            entries[entry] = await BlobsOfAsync(entry.Manifest, cancellationToken);
        var needed = coming
            .Layers.Select(layer => (Path: _layout.PathOf(layer.Digest), layer.Size))
            .DistinctBy(layer => layer.Path)
            .ToDictionary(layer => layer.Path, layer => layer.Size);
        var free = new DriveInfo(content).AvailableFreeSpace;
        var used = _blobs.Values.Sum() + entries.Keys.Sum(entry => entry.Bytes);
        var incoming = needed.Where(blob => !_blobs.ContainsKey(blob.Key)).Sum(blob => blob.Value);
        var excess = Math.Max(used + incoming - maxBytes, incoming - free);

        var referenced = entries.Values.SelectMany(blobs => blobs).Concat(needed.Keys).ToHashSet();
        foreach (
            var orphan in _blobs
                .Keys.Where(blob => !referenced.Contains(blob))
                .OrderBy(File.GetLastWriteTimeUtc)
                .ToList()
        )
        {
            if (excess <= 0)
                return;
            excess -= RemoveBlob(orphan);
        }

        foreach (var entry in entries.Keys.OrderBy(entry => entry.LastUse).ToList())
        {
            if (excess <= 0)
                return;
            excess -= entry.Bytes;
            entries.Remove(entry, out var blobs);
            entry.Remove(staging);
            var others = entries.Values.SelectMany(other => other).Concat(needed.Keys).ToHashSet();
            excess -= blobs!.Where(blob => !others.Contains(blob)).Sum(RemoveBlob);
        }
    }

    // Processes that were killed left it.
    private void Clean()
    {
        foreach (var entry in new DirectoryInfo(staging).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo folder)
                folder.Delete(recursive: true);
            else
                entry.Delete();
        }

        foreach (var partial in Directory.EnumerateFiles(content, "*.partial", SearchOption.AllDirectories))
            File.Delete(partial);
    }

    private async Task<HashSet<string>> BlobsOfAsync(Digest manifest, CancellationToken cancellationToken)
    {
        var path = _layout.PathOf(manifest);
        try
        {
            var found = await _layout.ResolveAsync(manifest.ToString(), cancellationToken);
            return [path, .. found.Children().Select(blob => _layout.PathOf(blob.Digest))];
        }
        catch (ServingException)
        {
            // It is damaged or gone; the model itself is as good as it was.
            return [path];
        }
    }

    private long RemoveBlob(string path)
    {
        File.Delete(path);
        return _blobs.Remove(path, out var bytes) ? bytes : 0;
    }
}
