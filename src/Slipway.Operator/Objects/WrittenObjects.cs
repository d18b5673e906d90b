using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Slipway.Kubernetes.Watching;

namespace Slipway.Operator.Objects;

/// <summary>
/// What has been written and may not be in the cache yet: a decision is not taken twice since the cache is a moment behind.
/// </summary>
internal sealed class WrittenObjects<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ConcurrentDictionary<ObjectName, (string Before, T Written)> _written = new();

    /// <param name="name">The object's.</param>
    /// <param name="before">The version that it was written over.</param>
    /// <param name="written">As the server has it now.</param>
    public void Put(ObjectName name, T before, T written) =>
        _written[name] = (before.Metadata.ResourceVersion, written);

    /// <summary>What was written where the cache still has what was before it, else what the cache has.</summary>
    public T Newest(ObjectName name, T cached)
    {
        if (!_written.TryGetValue(name, out var last))
            return cached;
        if (cached.Metadata.Uid == last.Written.Metadata.Uid && cached.Metadata.ResourceVersion == last.Before)
            return last.Written;
        return cached;
    }

    public void Forget(ObjectName name) => _written.TryRemove(name, out _);
}
