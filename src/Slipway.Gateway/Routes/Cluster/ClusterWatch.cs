using System.Globalization;
using k8s;
using k8s.Models;
using Slipway.Gateway.Holding;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Watching;

namespace Slipway.Gateway.Routes.Cluster;

/// <summary>The objects of one kind as they were last seen; where the API server is away, they stay.</summary>
internal sealed class ClusterWatch<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ResourceCache<T> _cache;
    private readonly Signal _changed;

    /// <param name="api">Whom it asks.</param>
    /// <param name="scope">Which objects.</param>
    /// <param name="changed">Raised with each change, and when all are known for the first time.</param>
    /// <param name="remarks">Told when the API server cannot be asked.</param>
    /// <param name="time">For pauses, and to say when.</param>
    public ClusterWatch(ResourceApi api, CacheScope scope, Signal changed, RouteRemarks remarks, TimeProvider time)
    {
        _changed = changed;
        var topic = $"the watch of {ResourceKind.Of<T>().Plural}";
        _cache = new ResourceCache<T>(
            api,
            scope,
            time,
            (failure, _) =>
                remarks.Set(
                    topic,
                    $"The {ResourceKind.Of<T>().Plural} of '{scope.Namespace}' could not be asked for at "
                        + $"{time.GetUtcNow().ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture)}, and what was known of them stays: "
                        + failure.Message
                )
        );
        _cache.Changed += (_, _) => changed.Raise();
        _cache.Heard += () => remarks.Clear(topic);
    }

    public ICollection<T> Objects => _cache.Objects;

    /// <summary>All of them are known.</summary>
    public bool IsSynced => _cache.Synced.IsCompletedSuccessfully;

    /// <summary>Keeps up until it is told to end.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        var running = _cache.RunAsync(token);
        await Task.WhenAny(_cache.Synced, running);
        _changed.Raise();
        await running;
    }
}
