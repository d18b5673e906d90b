using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Kubernetes.Api;

namespace Slipway.Kubernetes.Resources.Schemas;

/// <summary>What a cluster must be told of the custom resources before it takes any.</summary>
public static class CustomResourceDefinitions
{
    private const string ReadyPath = ".status.conditions[?(@.type==\"Ready\")]";

    /// <param name="describe">What a property of a contract means, by the contract's type and the property's key; null for nothing.</param>
    public static IReadOnlyList<V1CustomResourceDefinition> All(Func<Type, string, string?> describe) =>
        [Service(describe), Pipeline(describe)];

    private static V1CustomResourceDefinition Service(Func<Type, string, string?> describe)
    {
        var schema = Schema(typeof(ModelServiceSpec), typeof(ModelServiceStatus), describe);
        SchemaRules.AddToService(schema);
        return Definition(
            ModelService.KindName,
            ModelService.PluralName,
            "msvc",
            schema,
            new V1CustomResourceSubresourceScale
            {
                SpecReplicasPath = ".spec.replicas",
                StatusReplicasPath = ".status.replicas",
                LabelSelectorPath = ".status.selector",
            },
            [
                Column("Ready", "string", $"{ReadyPath}.status"),
                Column("Revision", "integer", ".status.stable"),
                Column("Release", "string", ".status.release.phase"),
                Column("Step", "string", ".status.release.step"),
                Column("Pods", "integer", ".status.readyReplicas"),
                Column("Why", "string", $"{ReadyPath}.message", priority: 1),
            ]
        );
    }

    private static V1CustomResourceDefinition Pipeline(Func<Type, string, string?> describe)
    {
        var schema = Schema(typeof(PipelineConfig), typeof(ModelPipelineStatus), describe);
        SchemaRules.AddToPipeline(schema);
        return Definition(
            ModelPipeline.KindName,
            ModelPipeline.PluralName,
            "mpipe",
            schema,
            scale: null,
            [
                Column("Ready", "string", $"{ReadyPath}.status"),
                Column("Models", "string", ".status.models"),
                Column("Why", "string", $"{ReadyPath}.message", priority: 1),
            ]
        );
    }

    private static JsonObject Schema(Type spec, Type status, Func<Type, string, string?> describe) =>
        new()
        {
            ["type"] = "object",
            ["required"] = new JsonArray("spec"),
            ["properties"] = new JsonObject
            {
                ["apiVersion"] = new JsonObject { ["type"] = "string" },
                ["kind"] = new JsonObject { ["type"] = "string" },
                ["metadata"] = new JsonObject { ["type"] = "object" },
                ["spec"] = StructuralSchema.Of(spec, describe),
                ["status"] = StructuralSchema.Of(status, describe),
            },
        };

    private static V1CustomResourceDefinition Definition(
        string kind,
        string plural,
        string shortName,
        JsonObject schema,
        V1CustomResourceSubresourceScale? scale,
        IReadOnlyList<V1CustomResourceColumnDefinition> columns
    ) =>
        new()
        {
            ApiVersion = "apiextensions.k8s.io/v1",
            Kind = "CustomResourceDefinition",
            Metadata = new V1ObjectMeta { Name = $"{plural}.{SlipwayGroup.Name}" },
            Spec = new V1CustomResourceDefinitionSpec
            {
                Group = SlipwayGroup.Name,
                Scope = "Namespaced",
                Names = new V1CustomResourceDefinitionNames
                {
                    Kind = kind,
                    ListKind = $"{kind}List",
                    Plural = plural,
                    Singular = kind.ToLowerInvariant(),
                    ShortNames = [shortName],
                    Categories = ["slipway"],
                },
                Versions =
                [
                    new V1CustomResourceDefinitionVersion
                    {
                        Name = SlipwayGroup.Version,
                        Served = true,
                        Storage = true,
                        Subresources = new V1CustomResourceSubresources { Status = new object(), Scale = scale },
                        AdditionalPrinterColumns = [.. columns, Column("Age", "date", ".metadata.creationTimestamp")],
                        Schema = new V1CustomResourceValidation
                        {
                            OpenAPIV3Schema = schema.Deserialize<V1JSONSchemaProps>(ResourceJson.Strict),
                        },
                    },
                ],
            },
        };

    private static V1CustomResourceColumnDefinition Column(
        string name,
        string type,
        string path,
        int? priority = null
    ) =>
        new()
        {
            Name = name,
            Type = type,
            JsonPath = path,
            Priority = priority,
        };
}
