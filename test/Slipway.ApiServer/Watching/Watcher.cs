using Slipway.ApiServer.Http;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Watching;

/// <summary>
/// One stream of changes. It reads the store's history at its own pace and holds nothing for itself: a reader that is slower
/// than the history is long is told that its version has expired.
/// </summary>
internal sealed class Watcher(
    ObjectStore store,
    WatchQuery query,
    TimeProvider time,
    TimeSpan bookmarkInterval,
    WatchSignals signals
)
{
    private const int MostAtOnce = 256;
    private long _sent;

    /// <summary>Writes lines until the time is over, the reader goes, the version expires or the stream is dropped.</summary>
    /// <exception cref="WatchDroppedException">The connection is to be cut without an end.</exception>
    public async Task RunAsync(
        Func<ReadOnlyMemory<byte>, CancellationToken, Task> write,
        CancellationToken cancellationToken
    )
    {
        using var registration = signals.Register();
        if (await BeginAsync(write, cancellationToken) is { } refused)
        {
            await write(WatchEvents.Error(refused), cancellationToken);
            return;
        }

        var end = time.GetUtcNow() + query.Timeout;
        var nextBookmark = time.GetUtcNow() + bookmarkInterval;
        while (true)
        {
            if (await SendChangesAsync(write, cancellationToken) is { } expired)
            {
                await write(WatchEvents.Error(expired), cancellationToken);
                return;
            }

            var now = time.GetUtcNow();
            if ((registration.TakeBookmark() || now >= nextBookmark || now >= end) && query.Bookmarks)
            {
                await write(WatchEvents.Bookmark(query.Kind, _sent, endOfInitial: false), cancellationToken);
                nextBookmark = now + bookmarkInterval;
            }

            if (now >= end)
                return;
            if (registration.IsDropped)
                throw new WatchDroppedException();
            if (registration.IsExpired)
            {
                await write(WatchEvents.Error(TooOld()), cancellationToken);
                return;
            }

            var until = query.Bookmarks && nextBookmark < end ? nextBookmark : end;
            using var timer = new CancellationTokenSource(until - now, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
            await Task.WhenAny(
                store.WrittenAfter(_sent),
                registration.Signalled,
                Task.Delay(Timeout.Infinite, either.Token)
            );
            cancellationToken.ThrowIfCancellationRequested();
            await either.CancelAsync();
        }
    }

    private async Task<StatusException?> BeginAsync(
        Func<ReadOnlyMemory<byte>, CancellationToken, Task> write,
        CancellationToken cancellationToken
    )
    {
        var fromNow = string.IsNullOrEmpty(query.ResourceVersion) || query.ResourceVersion == "0";
        if (!fromNow && !query.SendInitial)
        {
            if (!long.TryParse(query.ResourceVersion, out _sent))
                return StatusException.BadRequest($"Invalid resource version: \"{query.ResourceVersion}\"");
            return _sent > store.Revision
                ? new StatusException(504, "Timeout", $"Too large resource version: {_sent}, current: {store.Revision}")
                : null;
        }

        IReadOnlyList<StoredObject> there;
        lock (store.Gate)
        {
            there = store.List(query.Kind.Storage, query.Selector.Namespace);
            _sent = store.Revision;
        }

        foreach (var found in there.Where(query.Selector.Matches))
            await write(WatchEvents.Added(query.Kind, found), cancellationToken);
        if (query.SendInitial)
            await write(WatchEvents.Bookmark(query.Kind, _sent, endOfInitial: true), cancellationToken);
        return null;
    }

    private async Task<StatusException?> SendChangesAsync(
        Func<ReadOnlyMemory<byte>, CancellationToken, Task> write,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            if (store.ChangesAfter(_sent, MostAtOnce) is not { } changes)
                return TooOld();
            if (changes.Count == 0)
                return null;
            foreach (var change in changes)
            {
                if (WatchEvents.Of(query.Kind, change, query.Selector) is { } line)
                    await write(line, cancellationToken);
                _sent = change.Revision;
            }
        }
    }

    private StatusException TooOld() => StatusException.Expired($"too old resource version: {_sent} ({store.Oldest})");
}

/// <summary>A watch whose connection is cut.</summary>
internal sealed class WatchDroppedException : Exception;
