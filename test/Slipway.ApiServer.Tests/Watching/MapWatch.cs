using k8s;
using k8s.Models;

namespace Slipway.ApiServer.Tests.Watching;

/// <summary>A watch of config maps that a test reads event by event.</summary>
internal sealed class MapWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken
    );
    private readonly TaskCompletionSource<Exception> _failure = new();
    private readonly IAsyncEnumerator<(WatchEventType Type, V1ConfigMap Map)> _events;

    public MapWatch(
        Kubernetes client,
        string space,
        string? version,
        string? labels,
        string? fields,
        bool bookmarks,
        int? seconds
    ) =>
        _events = client
            .CoreV1.WatchListNamespacedConfigMapAsync(
                space,
                resourceVersion: version,
                labelSelector: labels,
                fieldSelector: fields,
                allowWatchBookmarks: bookmarks,
                timeoutSeconds: seconds,
                onError: failure => _failure.TrySetResult(failure),
                cancellationToken: _stop.Token
            )
            .GetAsyncEnumerator(_stop.Token);

    private Task<bool>? _pending;

    public async Task<(WatchEventType Type, string Name, string Version)> NextAsync()
    {
        var pending = _pending ?? _events.MoveNextAsync().AsTask();
        _pending = null;
        (await pending).Should().BeTrue();
        var (type, map) = _events.Current;
        return (type, map.Metadata.Name, map.Metadata.ResourceVersion);
    }

    /// <summary>Sends the request and waits until the server holds the watch.</summary>
    public async Task OpenAsync(TestApiServer server)
    {
        _pending = _events.MoveNextAsync().AsTask();
        await server.WatchesOpenAsync(1, TestContext.Current.CancellationToken);
    }

    /// <summary>Whether the stream ends, well or cut.</summary>
    public async Task<bool> EndsAsync()
    {
        try
        {
            return !await (_pending ?? _events.MoveNextAsync().AsTask());
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or HttpIOException)
        {
            return true;
        }
    }

    /// <summary>What an event of type ERROR said, which ends the stream.</summary>
    public async Task<V1Status> FailureAsync()
    {
        (await EndsAsync()).Should().BeTrue();
        return (await _failure.Task).Should().BeOfType<KubernetesException>().Subject.Status;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _events.DisposeAsync();
        }
        catch (Exception failure) when (failure is OperationCanceledException or NotSupportedException)
        {
            // The enumerator is in the middle of a read that has just been cancelled.
        }

        _stop.Dispose();
    }
}
