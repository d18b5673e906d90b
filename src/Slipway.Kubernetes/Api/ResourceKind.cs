using System.Reflection;
using k8s.Models;

namespace Slipway.Kubernetes.Api;

/// <summary>A kind of objects and where the API has them.</summary>
/// <param name="Group">Such as <c>apps</c>; empty for the core group.</param>
/// <param name="Version">Such as <c>v1</c>.</param>
/// <param name="Kind">Such as <c>Deployment</c>.</param>
/// <param name="Plural">Its name in paths, such as <c>deployments</c>.</param>
public sealed record ResourceKind(string Group, string Version, string Kind, string Plural)
{
    /// <summary>As <c>apiVersion</c> has it.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The kind of a contract that KubernetesClient or this library has.</summary>
    public static ResourceKind Of<T>() => Of(typeof(T));

    /// <inheritdoc cref="Of{T}"/>
    public static ResourceKind Of(Type type) =>
        type.GetCustomAttribute<KubernetesEntityAttribute>() is { } entity
            ? new ResourceKind(entity.Group, entity.ApiVersion, entity.Kind, entity.PluralName)
            : throw new ArgumentException($"{type.Name} is no kind of Kubernetes: it has no [KubernetesEntity].");

    /// <summary>The path of one object, or of all of a namespace, or of all there are.</summary>
    /// <param name="space">The namespace; null for objects that have none, or for those of all.</param>
    /// <param name="name">Null for the list.</param>
    /// <param name="subresource">Such as <c>status</c>.</param>
    public string Path(string? space, string? name = null, string? subresource = null)
    {
        var root = Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";
        var path = space is null ? $"{root}/{Plural}" : $"{root}/namespaces/{Uri.EscapeDataString(space)}/{Plural}";
        if (name is not null)
            path += $"/{Uri.EscapeDataString(name)}";
        return subresource is null ? path : $"{path}/{subresource}";
    }

    public override string ToString() => $"{ApiVersion} {Kind}";
}
