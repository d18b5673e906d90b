using System.Text.Json.Nodes;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Watching;

namespace Slipway.Kubernetes.Applying;

/// <summary>Applies and deletes single objects, and tells of each.</summary>
/// <param name="api">The cluster.</param>
/// <param name="told">A line for each object.</param>
internal sealed class ObjectApplier(ResourceApi api, Action<string> told)
{
    /// <summary>Server-side apply; fields of others are taken where that is forced.</summary>
    /// <exception cref="ApiException">The cluster refused.</exception>
    public async Task ApplyAsync(
        ResourceKind kind,
        ObjectName name,
        JsonObject body,
        bool force,
        CancellationToken token
    )
    {
        var options = new ApplyOptions(FieldManagers.Apply) { Force = force };
        await api.ApplyAsync(kind, SpaceOf(name), name.Name, body, options, token);
        told($"{kind.Kind} {name}");
    }

    /// <summary>With what it owns, which goes after it.</summary>
    public async Task DeleteAsync(ResourceKind kind, ObjectName name, CancellationToken token)
    {
        var options = new k8s.Models.V1DeleteOptions { PropagationPolicy = "Background" };
        if (await api.DeleteAsync(kind, SpaceOf(name), name.Name, options, token))
            told($"{kind.Kind} {name}");
    }

    private static string? SpaceOf(ObjectName name) => name.Namespace.Length == 0 ? null : name.Namespace;
}
