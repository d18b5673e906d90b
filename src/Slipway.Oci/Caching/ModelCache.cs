using Slipway.Errors;
using Slipway.Oci.Artifacts;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;
using Slipway.Oci.Unpacking;

namespace Slipway.Oci.Caching;

/// <summary>
/// Models from registries on this machine, for all processes together:
/// <code>
/// content/   blobs by digest, as a layout
/// models/    unpacked models by the digest of their manifest
/// staging/   what is on its way
/// lock       shared while the cache is used, held alone while something is removed
/// </code>
/// Everything is put in place whole, by one rename, after it was checked. Who takes a model gets second names of its files,
/// so what is removed here is not taken from anybody.
/// </summary>
public sealed class ModelCache
{
    private readonly string _root;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly CacheLock _lock;

    private ModelCache(string root, long maxBytes, TimeProvider time)
    {
        (_root, _maxBytes, _time) = (root, maxBytes, time);
        _lock = new CacheLock(Path.Combine(root, "lock"), time);
        foreach (var folder in (string[])[root, Models, Staging])
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(
                    folder,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                );
        }
    }

    private string Content => Path.Combine(_root, "content");

    private string Models => Path.Combine(_root, "models");

    private string Staging => Path.Combine(_root, "staging");

    /// <param name="folder">Made where it is not there.</param>
    /// <param name="maxBytes">What is not needed goes when there is more; what is needed at once may be more.</param>
    /// <param name="time">Measures waiting, and tells what was used last.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static ModelCache Open(string folder, long maxBytes, TimeProvider time) =>
        new(Path.GetFullPath(folder), maxBytes, time);

    /// <summary>
    /// Fills a folder with the files of a model: they are second names of the cache's own, and must not be written to. What
    /// the cache does not have is fetched; where another process is fetching the same, that is waited for.
    /// </summary>
    /// <param name="source">Where the model is.</param>
    /// <param name="model">What it is.</param>
    /// <param name="folder">Empty; what is in it after a failure is of no use.</param>
    /// <param name="maxModelBytes">More is refused.</param>
    /// <param name="options">How it is fetched.</param>
    /// <param name="cancellationToken">Ends it; what came so far is there the next time, blob by blob.</param>
    /// <exception cref="ServingException">It cannot be had, or is damaged, hostile or too large.</exception>
    public async Task TakeAsync(
        IContentSource source,
        StoredModel model,
        string folder,
        long maxModelBytes,
        ContentCopyOptions options,
        CancellationToken cancellationToken
    )
    {
        model.CheckSize(maxModelBytes);
        var entry = new CacheEntry(Models, model.Content.Descriptor.Digest);
        if (!entry.IsThere)
            await MakeRoomAsync(model, entry, cancellationToken);
        using var shared = await _lock.ShareAsync(cancellationToken);
        var layout = await OpenLayoutAsync(cancellationToken);
        if (!entry.IsThere)
            await FillAsync(source, model, entry, layout, maxModelBytes, options, cancellationToken);
        entry.Touch(_time);
        LinkTree(entry.Files, folder);
    }

    private async Task FillAsync(
        IContentSource source,
        StoredModel model,
        CacheEntry entry,
        LayoutFolder layout,
        long maxModelBytes,
        ContentCopyOptions options,
        CancellationToken cancellationToken
    )
    {
        var alone = new CacheLock(Path.Combine(Staging, $"{entry.Name}.lock"), _time);
        using var filling = await alone.ExcludeAsync(cancellationToken);
        if (entry.IsThere)
            return;
        for (var isSecond = false; ; isSecond = true)
        {
            using (var copy = new ContentCopy(source, layout, options with { IsNeeded = model.IsNeeded }))
                await copy.RunAsync(model.Content.Descriptor.Digest.ToString(), tag: null, cancellationToken);
            try
            {
                await UnpackAsync(model, entry, layout, maxModelBytes, cancellationToken);
                return;
            }
            catch (ServingException e)
                when (!isSecond
                    && e.Reason is OciErrors.CorruptContent or UnpackingErrors.BadArchive or UnpackingErrors.BadName
                )
            {
                // What came now was checked; what was damaged here is fetched anew.
                if (!await RemoveDamagedAsync(model, layout, cancellationToken))
                    throw;
            }
        }
    }

    private async Task UnpackAsync(
        StoredModel model,
        CacheEntry entry,
        LayoutFolder layout,
        long maxModelBytes,
        CancellationToken cancellationToken
    )
    {
        var staged = Path.Combine(Staging, Guid.NewGuid().ToString("N"));
        try
        {
            var files = Directory.CreateDirectory(CacheEntry.FilesIn(staged)).FullName;
            var linked = 0L;
            await new ModelUnpack(model, layout, maxModelBytes).RunAsync(files, Link, verify: true, cancellationToken);
            entry.Place(staged, linked);

            void Link(string blob, string path) =>
                linked += NativeFiles.LinkOrCopy(blob, path) ? new FileInfo(path).Length : 0;
        }
        finally
        {
            if (Directory.Exists(staged))
                Directory.Delete(staged, recursive: true);
        }
    }

    /// <summary>Whether there was anything.</summary>
    private static async Task<bool> RemoveDamagedAsync(
        StoredModel model,
        LayoutFolder layout,
        CancellationToken cancellationToken
    )
    {
        var isRemoved = false;
        foreach (var layer in model.Layers)
        {
            try
            {
                await using var content = await layout.OpenAsync(layer, cancellationToken);
                await content.CopyToAsync(Stream.Null, cancellationToken);
            }
            catch (ServingException e) when (e.Reason == OciErrors.CorruptContent)
            {
                File.Delete(layout.PathOf(layer.Digest));
                isRemoved = true;
            }
        }

        return isRemoved;
    }

    // Two processes may be the first.
    private async Task<LayoutFolder> OpenLayoutAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Content))
        {
            using var alone = await new CacheLock(Path.Combine(Staging, "content.lock"), _time).ExcludeAsync(
                cancellationToken
            );
            if (!Directory.Exists(Content))
            {
                var made = Path.Combine(Staging, Guid.NewGuid().ToString("N"));
                LayoutFolder.OpenOrCreate(made);
                Directory.Move(made, Content);
            }
        }

        return LayoutFolder.Open(Content);
    }

    // While anybody uses the cache nothing is removed; the next one who needs room tries again.
    private async Task MakeRoomAsync(StoredModel model, CacheEntry keep, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Content))
            return;
        using var alone = _lock.TryExclude();
        if (alone is not null)
            await new CacheEviction(Content, Models, Staging).RunAsync(_maxBytes, model, keep, cancellationToken);
    }

    private static void LinkTree(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            NativeFiles.LinkOrCopy(file, target);
        }
    }
}
