using k8s.Models;

namespace Slipway.Kubernetes.Api;

/// <summary>Objects as they were at one moment.</summary>
/// <param name="Items">In no order.</param>
/// <param name="ResourceVersion">The moment; a watch goes on from it.</param>
public sealed record ResourceList<T>(IReadOnlyList<T> Items, string ResourceVersion);

/// <summary>One page of a list, as the server sends it.</summary>
internal sealed record ResourcePage<T>
{
    public V1ListMeta? Metadata { get; init; }

    public IReadOnlyList<T> Items { get; init; } = [];
}
