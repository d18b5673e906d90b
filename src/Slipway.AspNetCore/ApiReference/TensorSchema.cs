using System.Text;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>The schema of one tensor, as a request or a response carries it.</summary>
internal static class TensorSchema
{
    public static OpenApiSchema For(TensorSpec spec, bool isInput)
    {
        var schema = new OpenApiSchema
        {
            Title = spec.Name,
            Description = Describe(spec),
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["name"] = new OpenApiSchema { Type = JsonSchemaType.String, Const = spec.Name },
                ["datatype"] = new OpenApiSchema { Type = JsonSchemaType.String, Const = spec.DataType.Name() },
                ["shape"] = Shape(spec),
                ["parameters"] = isInput ? InputParameters(spec) : SharedSchemas.Parameters(),
            },
            Required = new HashSet<string>(StringComparer.Ordinal) { "name", "datatype", "shape" },
        };

        if (!ExampleTensor.HasJsonForm(spec.DataType))
        {
            if (isInput)
                schema.Required.Add("parameters");
            return schema;
        }

        schema.Properties["data"] = Data(spec);
        return schema;
    }

    /// <summary>For people: <c>FP32 [batch, 4]</c>, and <c>FP32 […]</c> where any shape fits.</summary>
    public static string Notation(TensorSpec spec)
    {
        if (spec.HasUnknownRank)
            return $"{spec.DataType.Name()} […]";
        var text = new StringBuilder(spec.DataType.Name()).Append(" [");
        for (var i = 0; i < spec.Shape.Rank; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            if (spec.Shape[i] >= 0)
                text.Append(spec.Shape[i]);
            else
                text.Append(DimensionName(spec, i) ?? "any");
        }

        return text.Append(']').ToString();
    }

    private static string? DimensionName(TensorSpec spec, int index) =>
        index < spec.DimensionNames.Count ? spec.DimensionNames[index] : null;

    private static string Describe(TensorSpec spec)
    {
        var text = new StringBuilder("`").Append(Notation(spec)).Append('`');
        if (spec.IsOptional)
            text.Append(", optional");
        if (!string.IsNullOrWhiteSpace(spec.Description))
            text.Append(" — ").Append(spec.Description);
        if (!ExampleTensor.HasJsonForm(spec.DataType))
            text.Append(". JSON cannot carry this type: its data travels in the binary part of the body.");
        if (spec.Labels.Count > 0)
        {
            text.Append("\n\nThe last dimension is, in this order: ").AppendJoin(", ", spec.Labels.Take(32));
            if (spec.Labels.Count > 32)
                text.Append(", … (").Append(spec.Labels.Count).Append(" labels)");
        }

        return text.ToString();
    }

    private static OpenApiSchema Shape(TensorSpec spec)
    {
        var dims = new JsonArray();
        for (var i = 0; i < spec.Shape.Rank; i++)
        {
            dims.Add((JsonNode)Dimension(spec, i));
        }

        var shape = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            MinItems = spec.HasUnknownRank ? null : spec.Shape.Rank,
            MaxItems = spec.HasUnknownRank ? null : spec.Shape.Rank,
            Items = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0" },
            Description =
                spec.HasUnknownRank ? "Any shape: the model leaves it open."
                : spec.Shape.Rank == 0 ? "A scalar: `[]`."
                : $"`{Notation(spec)}`",
        };

        // The library has no property for this keyword of JSON Schema 2020-12, and writes extensions as they are.
        if (dims.Count > 0)
        {
            shape.Extensions = new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal)
            {
                ["prefixItems"] = new JsonNodeExtension(dims),
            };
        }

        return shape;
    }

    private static JsonObject Dimension(TensorSpec spec, int index)
    {
        if (spec.Shape[index] is >= 0 and var extent)
            return new JsonObject { ["type"] = "integer", ["const"] = extent };
        var free = new JsonObject { ["type"] = "integer", ["minimum"] = 0 };
        if (DimensionName(spec, index) is { } name)
            free["title"] = name;
        return free;
    }

    private static OpenApiSchema Data(TensorSpec spec) =>
        new()
        {
            Type = JsonSchemaType.Array,
            Items = ElementSchema.For(spec.DataType),
            Description =
                "The elements in row-major order, flat; arrays nested as the shape says are read too."
                + (ElementSchema.Remark(spec.DataType) is { } remark ? " " + remark : ""),
        };

    private static OpenApiSchema InputParameters(TensorSpec spec)
    {
        var schema = SharedSchemas.Parameters();
        schema.Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["binary_data_size"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "0",
                Description = "Bytes of this tensor in the binary part of the body, little-endian; in place of `data`.",
            },
        };
        if (!ExampleTensor.HasJsonForm(spec.DataType))
            schema.Required = new HashSet<string>(StringComparer.Ordinal) { "binary_data_size" };
        return schema;
    }
}
