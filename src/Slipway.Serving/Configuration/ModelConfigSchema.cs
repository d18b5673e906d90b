using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Slipway.Models;

namespace Slipway.Serving.Configuration;

/// <summary>
/// The JSON Schema (2020-12) of <c>model.yaml</c>, from the same contracts that bind it, the sections of runtimes and tasks
/// included. Published as <c>docs/reference/model.schema.json</c>; editors complete and check by it.
/// </summary>
public static class ModelConfigSchema
{
    private static readonly JsonSchemaExporterOptions Options = new() { TreatNullObliviousAsNonNullable = true };

    public static JsonObject Export(IReadOnlyList<IConfigSection> sections)
    {
        var schema = Schema(ModelConfigContext.Default.ModelConfig);
        var properties = schema["properties"]!.AsObject();
        foreach (var section in sections)
        {
            if (section.SectionType is { } type)
                properties[section.Name] = Schema(type);
        }

        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "model.yaml",
            ["type"] = "object",
            ["properties"] = properties.DeepClone(),
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject Schema(JsonTypeInfo type) => type.GetJsonSchemaAsNode(Options).AsObject();
}
