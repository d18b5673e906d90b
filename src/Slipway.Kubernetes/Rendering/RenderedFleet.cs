using k8s;
using k8s.Models;

namespace Slipway.Kubernetes.Rendering;

/// <summary>A fleet as objects of Kubernetes, in a fixed order.</summary>
public sealed record RenderedFleet
{
    /// <summary>The fleet's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where its objects are, as they say themselves; null on a single host, which knows no namespaces.</summary>
    public required string? Namespace { get; init; }

    /// <summary>The services in the order of their names, then what is the fleet's.</summary>
    public required IReadOnlyList<RenderedPart> Parts { get; init; }

    /// <summary>What somebody has to see to, in sentences: secrets that must be there, and what could not be carried over.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>All objects.</summary>
    public IEnumerable<IKubernetesObject<V1ObjectMeta>> Objects => Parts.SelectMany(part => part.Objects);
}

/// <summary>Objects that belong together: one file of a Kustomize base or a chart.</summary>
/// <param name="Name">The service's name, <c>gateway</c> or <c>pipelines</c>.</param>
/// <param name="Objects">In the order in which they are applied.</param>
public sealed record RenderedPart(string Name, IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects);
