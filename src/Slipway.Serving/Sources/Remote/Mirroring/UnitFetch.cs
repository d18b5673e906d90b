using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Oci.Unpacking;
using Slipway.Serving.Sources.Remote.Archives;
using Slipway.Serving.Sources.Remote.Stores;

namespace Slipway.Serving.Sources.Remote.Mirroring;

/// <summary>
/// Puts a unit together beside the one that is served: what has not changed is linked from there, the rest is
/// downloaded.
/// </summary>
internal sealed class UnitFetch(
    ObjectStore store,
    MirrorFolder folder,
    ObjectDownload download,
    RemoteSourceOptions options,
    TimeProvider time,
    ILogger log
) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.Concurrency);
    private readonly ConcurrentDictionary<string, bool> _staged = new();

    /// <summary>The folders that are being put together now.</summary>
    public IReadOnlySet<string> InUse => _staged.Keys.ToHashSet();

    /// <summary>Whether what is in place is what the unit says, down to the files being there.</summary>
    public bool IsInPlace(MirrorUnit unit)
    {
        var manifest = folder.ManifestOf(unit.Name);
        return unit.Manifest.Describes(manifest) && (unit.IsArchive || manifest!.Files.All(file => Exists(unit, file)));
    }

    /// <summary>Returns the folder, ready to be put in place; what came so far is kept when it fails.</summary>
    /// <exception cref="ServingException">With a reason of <see cref="RemoteException"/>.</exception>
    public async Task<string> StageAsync(MirrorUnit unit, CancellationToken cancellationToken)
    {
        if (unit.Problem is { } problem)
            throw problem;
        var staged = folder.NewStaging();
        _staged[staged] = true;
        var progress = new TransferProgress(unit.Name, time);
        try
        {
            await FillAsync(unit, staged, progress, cancellationToken);
            unit.Manifest.Write(staged);
            NativeFiles.SyncTree(staged);
            return staged;
        }
        catch (IOException e) when (NativeFiles.IsDiskFull(e))
        {
            Forget(staged);
            throw DiskFull(unit, $"before '{unit.Name}' was complete", e);
        }
        catch (Exception e)
        {
            Forget(staged);
            if (e is IOException or UnauthorizedAccessException)
            {
                throw RemoteException.Create(
                    RemoteException.Refused,
                    $"'{unit.Name}' cannot be written below {folder.Root}: {e.Message}",
                    e
                );
            }

            throw;
        }
        finally
        {
            progress.End();
        }
    }

    /// <summary>The folder is in place, or of no use: it may be cleaned away.</summary>
    public void Release(string staged) => _staged.TryRemove(staged, out _);

    public void Dispose() => _slots.Dispose();

    private void Forget(string staged)
    {
        Directory.Delete(staged, recursive: true);
        Release(staged);
    }

    private async Task FillAsync(
        MirrorUnit unit,
        string staged,
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
            if (!unit.IsArchive && present.Contains(file) && Exists(unit, file))
                NativeFiles.LinkOrCopy(Path.Combine(folder.FolderOf(unit.Name), file.Path), path);
            else
                missing.Add((file.Path, unit.Objects[file.Path]));
        }

        if (missing.Count == 0)
            return;
        var bytes = missing.Sum(file => file.Stored.Size ?? 0);
        progress.Expect(bytes);
        CheckSpace(unit, bytes);
        log.Downloading(unit.Name, store.Location.Display, bytes > 0 ? ByteSize.Of(bytes) : "size unknown");
        options.TransferStarted?.Invoke(progress);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reporting = options.ProgressIsShown ? Task.CompletedTask : ReportAsync(progress, stop.Token);
        try
        {
            // Those that wait for a slot have not begun; the first that fails stops the others, which keep their state.
            await Parallel.ForEachAsync(
                missing,
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = options.Concurrency,
                    CancellationToken = cancellationToken,
                },
                async (file, token) => await FetchAsync(unit, file.Path, file.Stored, staged, progress, token)
            );
        }
        finally
        {
            await stop.CancelAsync();
            await reporting;
        }
    }

    private async Task FetchAsync(
        MirrorUnit unit,
        string path,
        StoredObject stored,
        string staged,
        TransferProgress progress,
        CancellationToken cancellationToken
    )
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            var partial = folder.PartialOf(stored.FullKey);
            await download.RunAsync(stored, partial, progress, cancellationToken);
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
            var limits = new ArchiveLimits(options.MaxModelBytes);
            ArchiveExtractor.Extract(partial, path, staged, limits, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ObjectDownload.Delete(partial);
            throw;
        }
    }

    private void CheckSpace(MirrorUnit unit, long bytes)
    {
        var free = options.FreeBytes(folder.Root);
        if (bytes > free)
            throw DiskFull(unit, $"'{unit.Name}' needs {ByteSize.Of(bytes)} and {ByteSize.Of(free)} are free", null);
    }

    private ServingException DiskFull(MirrorUnit unit, string what, Exception? cause) =>
        RemoteException.Create(
            RemoteException.DiskFull,
            $"The disk of {folder.Root} is full: {what}. Make room, or name a larger disk with --cache-dir.",
            cause
        );

    private bool Exists(MirrorUnit unit, MirroredFile file) =>
        new FileInfo(Path.Combine(folder.FolderOf(unit.Name), file.Path)) is { Exists: true } info
        && info.Length == (file.Size ?? info.Length);

    private async Task ReportAsync(TransferProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), time);
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                log.Progress(progress.Name, progress.ToString());
            }
        }
        catch (OperationCanceledException)
        {
            // The transfer is over.
        }
    }
}
