using System.Text.Json.Nodes;
using k8s.Models;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Rendering.Output;

/// <summary>What a chart lets its users choose: of the gateway and of each service the image, the number of pods, and resources.</summary>
internal sealed class HelmValues
{
    private const string Services = "services";

    /// <summary>values.yaml.</summary>
    public JsonObject Tree { get; } = new() { [Services] = new JsonObject() };

    /// <summary>Puts expressions in the place of an object's values, and those among the chart's.</summary>
    /// <param name="tree">Changed.</param>
    /// <param name="part">Whose it is.</param>
    /// <param name="placeholders">For the expressions.</param>
    public void TakeOver(JsonObject tree, string part, HelmPlaceholders placeholders)
    {
        var spec = tree["spec"]?.AsObject();
        switch (tree["kind"]!.GetValue<string>())
        {
            case V1Deployment.KubeKind:
                var container = spec!["template"]!["spec"]!["containers"]![0]!.AsObject();
                Take(container, "image", part, ["image"], placeholders);
                Take(spec, "replicas", part, ["replicas"], placeholders);
                Take(container, "resources", part, ["resources"], placeholders);
                break;
            case V2HorizontalPodAutoscaler.KubeKind:
                Take(spec!, "minReplicas", part, ["scaling", "min"], placeholders);
                Take(spec!, "maxReplicas", part, ["scaling", "max"], placeholders);
                break;
            case ModelService.KindName:
                Take(spec!, "image", part, ["image"], placeholders);
                Take(spec!, "replicas", part, ["replicas"], placeholders);
                Take(spec!, "resources", part, ["resources"], placeholders);
                if (spec!["scaling"] is JsonObject scaling)
                {
                    Take(scaling, "min", part, ["scaling", "min"], placeholders);
                    Take(scaling, "max", part, ["scaling", "max"], placeholders);
                }

                break;
        }
    }

    private void Take(JsonObject at, string key, string part, string[] path, HelmPlaceholders placeholders)
    {
        if (at[key] is not { } value)
            return;
        var values = Of(part);
        foreach (var name in path[..^1])
        {
            values = (values[name] ??= new JsonObject()).AsObject();
        }

        values[path[^1]] = value.DeepClone();
        var root = part == ObjectNames.Gateway ? $".Values.{part}" : $"(index .Values.{Services} \"{part}\")";
        var expression = $"{root}.{string.Join('.', path)}";
        at[key] =
            value is JsonObject ? placeholders.Block(expression)
            : value.GetValueKind() == System.Text.Json.JsonValueKind.String
                ? placeholders.Scalar($"{expression} | quote")
            : placeholders.Scalar(expression);
    }

    private JsonObject Of(string part)
    {
        var parent = part == ObjectNames.Gateway ? Tree : Tree[Services]!.AsObject();
        return (parent[part] ??= new JsonObject()).AsObject();
    }
}
