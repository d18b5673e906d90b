using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Serving.Sources;

namespace Slipway.Serving.Control;

/// <summary>One declared source, what it had when it was looked at last, and the watch over it.</summary>
internal sealed class WatchedSource(DeclaredModel declared, IModelSource source, ILogger log) : IAsyncDisposable
{
    // A source that fails at once, and again, must not keep a processor busy.
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _looking = new(1);
    private Task _watch = Task.CompletedTask;
    private bool _failing;

    /// <summary>Its versions and labels may be declared anew.</summary>
    public DeclaredModel Declared { get; set; } = declared;

    public SourceListing Listing { get; private set; } = new([], []);

    /// <summary>Whether a model is there whose first version is not whole yet.</summary>
    public bool IsArriving =>
        Listing.Models.Any(model =>
            model.Versions.Count == 0 && !Listing.Broken.Any(fault => fault.Name == model.Name)
        );

    /// <summary>Looks. Where the source cannot be read, what it had stays.</summary>
    /// <exception cref="ServingException">It cannot be read, and it never could.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            Listing = await source.ListAsync(cancellationToken);
            _failing = false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (Listing.Models.Count + Listing.Broken.Count == 0)
                throw e as ServingException ?? ServingException.Internal(e.Message, e);
            if (!_failing)
                log.SourceUnreadable(Declared.Shown, e.Message);
            _failing = true;
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <summary>Puts a source that cannot be read at all in the place of its models, as one that failed.</summary>
    public void Fail(ServingException error)
    {
        var path = Path.TrimEndingDirectorySeparator(Declared.Shown);
        var name = Declared.Name ?? Path.GetFileNameWithoutExtension(path);
        Listing = new SourceListing([], [new BrokenModel(name, Path.GetFullPath(path), error)]);
    }

    /// <summary>Calls <paramref name="changed"/> after every look that a change brought about, until disposal.</summary>
    public void Watch(Func<CancellationToken, Task> changed) =>
        _watch = Task.Run(() => WatchAsync(changed, _stop.Token));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        source.Dispose();
        _stop.Dispose();
        _looking.Dispose();
    }

    private async Task WatchAsync(Func<CancellationToken, Task> changed, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await source.WaitForChangeAsync(cancellationToken);
                await RefreshAsync(cancellationToken);
                await changed(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (!_failing)
                    log.WatchFailed(e, Declared.Shown);
                _failing = true;
                await Task.Delay(AfterFailure, cancellationToken)
                    .ContinueWith(
                        static _ => { },
                        CancellationToken.None,
                        TaskContinuationOptions.ExecuteSynchronously,
                        TaskScheduler.Default
                    );
            }
        }
    }
}
