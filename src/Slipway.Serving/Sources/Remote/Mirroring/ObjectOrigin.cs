using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Oci.Caching;
using Slipway.Oci.Unpacking;
using Slipway.Serving.Sources.Remote.Archives;
using Slipway.Serving.Sources.Remote.Stores;

namespace Slipway.Serving.Sources.Remote.Mirroring;

/// <summary>
/// Models in a store of objects or on a web server: of a unit that is in place already, what has not changed is linked from
/// there, the rest is downloaded.
/// </summary>
internal sealed class ObjectOrigin : IMirrorOrigin
{
    private readonly RemoteClient _client;
    private readonly ObjectStore _store;
    private readonly RemoteSourceOptions _options;
    private readonly ObjectDownload _download;
    private readonly RetryPolicy _retry;
    private readonly SemaphoreSlim _slots;

    public ObjectOrigin(RemoteLocation location, RemoteSourceOptions options, TimeProvider time, ILogger log)
    {
        _options = options;
        _client = new RemoteClient(options);
        _store = ObjectStore.Create(location, _client, options);
        _download = new ObjectDownload(_store, _client, options, time, log);
        _retry = new RetryPolicy(options, time);
        _slots = new SemaphoreSlim(options.Concurrency);
    }

    public RemoteLocation Location => _store.Location;

    public string MirrorKey => _store.MirrorKey;

    public async Task<MirrorPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var listing = await _retry.RunAsync(() => _store.ListAsync(cancellationToken), cancellationToken);
        return MirrorPlan.Create(Location, listing, _options.MaxModelBytes) with { ServerTime = listing.ServerTime };
    }

    public async Task FillAsync(
        MirrorUnit unit,
        string staged,
        MirrorFolder folder,
        TransferProgress progress,
        CancellationToken cancellationToken
    )
    {
        var present = (folder.ManifestOf(unit.Name)?.Files ?? []).ToHashSet();
        var missing = new List<(string Path, StoredObject Stored)>();
        foreach (var file in unit.Manifest.Files)
        {
            var path = Path.Combine(staged, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (!unit.IsArchive && present.Contains(file) && folder.Has(unit.Name, file))
                NativeFiles.LinkOrCopy(Path.Combine(folder.FolderOf(unit.Name), file.Path), path);
            else
                missing.Add((file.Path, unit.Objects[file.Path]));
        }

        if (missing.Count == 0)
            return;
        var bytes = missing.Sum(file => file.Stored.Size ?? 0);
        CheckSpace(unit, folder, bytes);
        progress.Begin(bytes);
        // Those that wait for a slot have not begun; the first that fails stops the others, which keep their state.
        await Parallel.ForEachAsync(
            missing,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = _options.Concurrency,
                CancellationToken = cancellationToken,
            },
            async (file, token) => await FetchAsync(unit, file.Path, file.Stored, staged, folder, progress, token)
        );
    }

    public void Dispose()
    {
        _slots.Dispose();
        _client.Dispose();
    }

    private async Task FetchAsync(
        MirrorUnit unit,
        string path,
        StoredObject stored,
        string staged,
        MirrorFolder folder,
        TransferProgress progress,
        CancellationToken cancellationToken
    )
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            var partial = folder.PartialOf(stored.FullKey);
            await _download.RunAsync(stored, partial, progress, cancellationToken);
            if (unit.IsArchive)
                Unpack(partial, path, staged, cancellationToken);
            else
                File.Move(partial, Path.Combine(staged, path));
            ObjectDownload.Delete(partial);
        }
        finally
        {
            _slots.Release();
        }
    }

    private void Unpack(string partial, string path, string staged, CancellationToken cancellationToken)
    {
        try
        {
            var limits = new ArchiveLimits(_options.MaxModelBytes);
            ArchiveExtractor.Extract(partial, path, staged, limits, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ObjectDownload.Delete(partial);
            throw;
        }
    }

    private void CheckSpace(MirrorUnit unit, MirrorFolder folder, long bytes)
    {
        var free = _options.FreeBytes(folder.Root);
        if (bytes > free)
        {
            throw RemoteException.FullDisk(
                folder.Root,
                $"'{unit.Name}' needs {ByteSize.Of(bytes)} and {ByteSize.Of(free)} are free",
                null
            );
        }
    }
}
