using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Schemas;

namespace Slipway.ApiServer.Definitions;

/// <summary>The kinds that a definition makes, one for each version that it serves.</summary>
internal static class DefinitionKinds
{
    public static IReadOnlyList<ResourceKind> Read(JsonObject definition)
    {
        var spec = definition["spec"];
        return
        [
            .. spec.Objects("versions")
                .Where(version => version.Flag("served"))
                .Select(version => new ResourceKind(
                    spec.Text("group") ?? "",
                    version.Text("name") ?? "",
                    spec.Text("names", "kind") ?? "",
                    spec.Text("names", "plural") ?? "",
                    spec.Text("scope") == "Namespaced"
                )
                {
                    Singular = spec.Text("names", "singular") ?? "",
                    ShortNames = spec.Texts("names", "shortNames"),
                    Categories = spec.Texts("names", "categories"),
                    IsCustom = true,
                    UnconditionalUpdate = false,
                    HasStatus = version.At("subresources", "status") is not null,
                    Scale = Scale(version.At("subresources", "scale")),
                    Schema = Schema(version.At("schema", "openAPIV3Schema") as JsonObject ?? []),
                }),
        ];
    }

    private static ScalePaths? Scale(JsonNode? scale) =>
        scale is null
            ? null
            : new ScalePaths(
                scale.Text("specReplicasPath")?.TrimStart('.') ?? "spec.replicas",
                scale.Text("statusReplicasPath")?.TrimStart('.') ?? "status.replicas",
                scale.Text("labelSelectorPath")?.TrimStart('.')
            );

    private static SchemaNode Schema(JsonObject schema)
    {
        var node = StructuralSchemas.Read(schema);
        node.Properties["apiVersion"] = new SchemaNode { Type = "string" };
        node.Properties["kind"] = new SchemaNode { Type = "string" };
        // What a definition says of metadata is at most about the name; its fields are the API's.
        node.Properties["metadata"] = ModelSchemas.Of<k8s.Models.V1ObjectMeta>();
        return node;
    }
}
