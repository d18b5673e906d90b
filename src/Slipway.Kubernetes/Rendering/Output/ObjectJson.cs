using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Slipway.Kubernetes.Api;

namespace Slipway.Kubernetes.Rendering.Output;

/// <summary>Objects as trees.</summary>
internal static class ObjectJson
{
    public static JsonObject Of(IKubernetesObject<V1ObjectMeta> value) =>
        JsonSerializer.SerializeToNode(value, value.GetType(), ResourceJson.Options)!.AsObject();

    /// <summary>Without the namespace, which is said where the objects are used; what refers to it within gets another text, or none.</summary>
    public static JsonObject WithoutNamespace(IKubernetesObject<V1ObjectMeta> value, string? inSubjects = null)
    {
        var node = Of(value);
        node["metadata"]!.AsObject().Remove("namespace");
        foreach (var subject in node["subjects"]?.AsArray() ?? [])
        {
            if (inSubjects is null)
                subject!.AsObject().Remove("namespace");
            else
                subject!["namespace"] = inSubjects;
        }

        return node;
    }
}
