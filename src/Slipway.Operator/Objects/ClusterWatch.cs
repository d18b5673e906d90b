using k8s;
using k8s.Models;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Watching;

namespace Slipway.Operator.Objects;

/// <summary>The kinds of objects that a term keeps up with.</summary>
internal sealed class ClusterWatch(ResourceApi api, string? space, TimeProvider time, ILogger log)
{
    private readonly List<(Func<CancellationToken, Task> Run, Task Synced)> _caches = [];

    /// <summary>Done when all objects of all kinds have been listed once.</summary>
    public Task Synced => Task.WhenAll(_caches.Select(each => each.Synced));

    /// <param name="labels">A selector; null for all.</param>
    /// <param name="isOptional">Clusters may not have the kind.</param>
    public ResourceCache<T> Of<T>(string? labels = null, bool isOptional = false)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var cache = new ResourceCache<T>(
            api,
            new CacheScope(space, labels, isOptional),
            time,
            (e, pause) => log.NotWatched(typeof(T).Name, pause, e.Message)
        );
        _caches.Add((cache.RunAsync, cache.Synced));
        return cache;
    }

    /// <summary>None of them ends before it is told to.</summary>
    public IReadOnlyList<Task> Run(CancellationToken token) => [.. _caches.Select(each => each.Run(token))];
}
