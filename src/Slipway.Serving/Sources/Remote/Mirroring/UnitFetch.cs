using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Oci.Caching;

namespace Slipway.Serving.Sources.Remote.Mirroring;

/// <summary>Puts a unit together beside the one that is served.</summary>
internal sealed class UnitFetch(
    IMirrorOrigin origin,
    MirrorFolder folder,
    RemoteSourceOptions options,
    TimeProvider time,
    ILogger log
)
{
    private readonly ConcurrentDictionary<string, bool> _staged = new();

    /// <summary>The folders that are being put together now.</summary>
    public IReadOnlySet<string> InUse => _staged.Keys.ToHashSet();

    /// <summary>Whether what is in place is what the unit says, down to the files being there.</summary>
    public bool IsInPlace(MirrorUnit unit)
    {
        var manifest = folder.ManifestOf(unit.Name);
        return unit.Manifest.Describes(manifest)
            && (unit.IsArchive || manifest!.Files.All(file => folder.Has(unit.Name, file)));
    }

    /// <summary>Returns the folder, ready to be put in place; what came so far is kept when it fails.</summary>
    /// <exception cref="ServingException">With a reason.</exception>
    public async Task<string> StageAsync(MirrorUnit unit, CancellationToken cancellationToken)
    {
        if (unit.Problem is { } problem)
            throw problem;
        var staged = folder.NewStaging();
        _staged[staged] = true;
        var progress = new TransferProgress(unit.Name, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reporting = Task.CompletedTask;
        progress.Begun = Begin;
        try
        {
            await origin.FillAsync(unit, staged, folder, progress, cancellationToken);
            unit.Manifest.Write(staged);
            NativeFiles.SyncTree(staged);
            return staged;
        }
        catch (IOException e) when (NativeFiles.IsDiskFull(e))
        {
            Forget(staged);
            throw RemoteException.FullDisk(folder.Root, $"before '{unit.Name}' was complete", e);
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
            await stop.CancelAsync();
            await reporting;
            progress.End();
        }

        void Begin(long bytes)
        {
            log.Downloading(unit.Name, origin.Location.Display, bytes > 0 ? ByteSize.Of(bytes) : "size unknown");
            options.TransferStarted?.Invoke(progress);
            if (!options.ProgressIsShown)
                reporting = ReportAsync(progress, stop.Token);
        }
    }

    /// <summary>The folder is in place, or of no use: it may be cleaned away.</summary>
    public void Release(string staged) => _staged.TryRemove(staged, out _);

    private void Forget(string staged)
    {
        Directory.Delete(staged, recursive: true);
        Release(staged);
    }

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
