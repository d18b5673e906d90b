using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s;
using k8s.Models;
using Slipway.Kubernetes.Api;

namespace Slipway.Kubernetes.Watching;

/// <summary>
/// Keeps up with all objects of a kind: lists them, follows their changes, lists again where changes may have been missed. What it
/// has may be a moment old and is never a wish: an outage of the API server leaves it as it was.
/// </summary>
/// <param name="api">Whom it asks.</param>
/// <param name="scope">Which objects.</param>
/// <param name="time">For pauses.</param>
/// <param name="failed">Told of what went wrong, and of the pause before the next attempt.</param>
public sealed class ResourceCache<T>(
    ResourceApi api,
    CacheScope scope,
    TimeProvider time,
    Action<Exception, TimeSpan>? failed = null
)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly ResourceKind Kind = ResourceKind.Of<T>();
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // A watch without a word for so long hangs: bookmarks come about each minute, and the server ends a watch after some.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<ObjectName, T> _objects = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Told of each object that is new, another, or gone; by one thread, in order.</summary>
    public event Action<ObjectName, T?>? Changed;

    /// <summary>Told whenever the API server has said something, be it that nothing has changed.</summary>
    public event Action? Heard;

    /// <summary>Done when all objects have been listed once.</summary>
    public Task Synced => _synced.Task;

    /// <summary>All there are.</summary>
    public ICollection<T> Objects => _objects.Values;

    /// <returns>Null where there is none.</returns>
    public T? Find(ObjectName name) => _objects.GetValueOrDefault(name);

    /// <summary>Keeps up until it is told to end.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        string? version = null;
        var pause = ShortestPause;
        while (!token.IsCancellationRequested)
        {
            try
            {
                version ??= await ListAsync(token);
                await foreach (var reached in FollowAsync(version, token))
                {
                    version = reached;
                    pause = ShortestPause;
                }
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                return;
            }
            catch (ApiException e) when (e.IsExpired)
            {
                version = null;
            }
            catch (ApiException e) when (e.IsNotFound && scope.IsOptional)
            {
                version = null;
                Empty();
                await WaitAsync(LongestPause, token);
            }
#pragma warning disable CA1031 // A connection that is cut shows in many ways, half a document among them; whatever it is, it is tried again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                var wait = (e as ApiException)?.RetryAfter ?? pause;
                failed?.Invoke(e, wait);
                // What happened meanwhile may be more than is kept: a refusal to watch must not be asked for ever.
                if (e is ApiException or JsonException)
                    version = null;
                await WaitAsync(wait, token);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task<string> ListAsync(CancellationToken token)
    {
        var list = await api.ListAsync<T>(Kind, scope.Namespace, scope.Labels, token);
        var there = list.Items.ToDictionary(ObjectName.Of);
        // New ones first: who looks in between sees both rather than none.
        foreach (var (name, value) in there)
        {
            Put(name, value);
        }

        foreach (var gone in _objects.Keys.Where(name => !there.ContainsKey(name)).ToList())
        {
            Remove(gone);
        }

        _synced.TrySetResult();
        Heard?.Invoke();
        return list.ResourceVersion;
    }

    private void Empty()
    {
        foreach (var gone in _objects.Keys.ToList())
        {
            Remove(gone);
        }

        _synced.TrySetResult();
    }

    private async IAsyncEnumerable<string> FollowAsync(string from, [EnumeratorCancellation] CancellationToken token)
    {
        using var silence = new CancellationTokenSource(LongestSilence, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(token, silence.Token);
        await foreach (var change in api.WatchAsync<T>(Kind, scope.Namespace, scope.Labels, from, both.Token))
        {
            silence.CancelAfter(LongestSilence);
            if (change.Object is { } value)
            {
                if (change.Change == ResourceChange.Deleted)
                    Remove(ObjectName.Of(value));
                else
                    Put(ObjectName.Of(value), value);
            }

            Heard?.Invoke();
            yield return change.ResourceVersion;
        }
    }

    private void Put(ObjectName name, T value)
    {
        var before = _objects.GetValueOrDefault(name);
        _objects[name] = value;
        if (before is null || before.Metadata.ResourceVersion != value.Metadata.ResourceVersion)
            Changed?.Invoke(name, value);
    }

    private void Remove(ObjectName name)
    {
        if (_objects.TryRemove(name, out _))
            Changed?.Invoke(name, null);
    }

    private async Task WaitAsync(TimeSpan pause, CancellationToken token)
    {
        try
        {
            await Task.Delay(pause, time, token);
        }
        catch (OperationCanceledException)
        {
            // The loop's condition ends it.
        }
    }
}
