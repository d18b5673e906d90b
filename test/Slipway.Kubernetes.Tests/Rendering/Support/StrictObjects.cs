using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Resources.Foreign;

namespace Slipway.Kubernetes.Tests.Rendering.Support;

/// <summary>
/// Reads YAML into contracts, an unknown field being an error: KubernetesClient's own by its reader; the two of Slipway, whose durations
/// and values of any kind that reader does not know, by the contracts' strict JSON.
/// </summary>
internal static class StrictObjects
{
    private static readonly Dictionary<string, Type> Types = new()
    {
        [$"{HttpRoute.GroupName}/v1/{HttpRoute.KindName}"] = typeof(HttpRoute),
        [$"{HttpRoute.GroupName}/v1/{GrpcRoute.KindName}"] = typeof(GrpcRoute),
        [$"{ServiceMonitor.GroupName}/v1/{ServiceMonitor.KindName}"] = typeof(ServiceMonitor),
    };

    private static readonly Dictionary<string, Type> Own = new()
    {
        [ModelService.KindName] = typeof(ModelService),
        [ModelPipeline.KindName] = typeof(ModelPipeline),
    };

    public static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Read(string yaml) =>
        [.. YamlTree.Documents(yaml).Select(Read)];

    public static IKubernetesObject<V1ObjectMeta> Read((string Text, JsonObject Tree) document)
    {
        var kind = document.Tree["kind"]!.GetValue<string>();
        if (Own.TryGetValue(kind, out var type))
            return (IKubernetesObject<V1ObjectMeta>)document.Tree.Deserialize(type, ResourceJson.Strict)!;
        return KubernetesYaml
            .LoadAllFromString(document.Text, Types, strict: true)
            .Should()
            .ContainSingle()
            .Which.Should()
            .BeAssignableTo<IKubernetesObject<V1ObjectMeta>>($"{kind} is in the map of types")
            .Subject;
    }
}
