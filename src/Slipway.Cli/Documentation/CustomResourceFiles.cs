using System.Text.Json;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Rendering.Output;
using Slipway.Kubernetes.Resources.Schemas;

namespace Slipway.Cli.Documentation;

/// <summary>deploy/crds: the definitions of the custom resources, from the contracts and their comments.</summary>
internal static class CustomResourceFiles
{
    public const string Folder = "deploy/crds";

    public static IReadOnlyList<OutputFile> Write() =>
        [
            .. CustomResourceDefinitions
                .All(XmlComments.Read(JsonNamingPolicy.CamelCase, "Slipway.Deployment", "Slipway.Kubernetes").Of)
                .Select(definition => new OutputFile($"{definition.Spec.Names.Plural}.yaml", YamlText.Of(definition))),
        ];
}
