using k8s;
using k8s.Models;

namespace Slipway.Kubernetes.Watching;

/// <summary>An object of a kind by its name.</summary>
/// <param name="Namespace">Empty for objects that have none.</param>
/// <param name="Name">Within the namespace.</param>
public sealed record ObjectName(string Namespace, string Name)
{
    public static ObjectName Of(IKubernetesObject<V1ObjectMeta> value) =>
        new(value.Metadata.NamespaceProperty ?? "", value.Metadata.Name);

    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
