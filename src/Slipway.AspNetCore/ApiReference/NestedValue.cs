using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>A tensor as TensorFlow Serving's JSON nests it: the schema, and a sample.</summary>
internal static class NestedValue
{
    /// <param name="spec">The tensor.</param>
    /// <param name="first">The dimension to begin with: 1 for a row of the batch.</param>
    public static OpenApiSchema Schema(TensorSpec spec, int first)
    {
        if (spec.HasUnknownRank)
            return new OpenApiSchema
            {
                Description = "Values in arrays nested as the shape is, which the model leaves open.",
            };
        var schema = Element(spec.DataType);
        for (var i = spec.Shape.Rank - 1; i >= first; i--)
        {
            var array = SharedSchemas.Array(schema);
            if (spec.Shape[i] is >= 0 and <= int.MaxValue and var extent)
                (array.MinItems, array.MaxItems) = ((int)extent, (int)extent);
            schema = array;
        }

        schema.Description = $"`{TensorSchema.Notation(spec)}`" + (first > 0 ? ", one row of it" : "");
        return schema;
    }

    /// <summary>Whether a sample is short enough for a page.</summary>
    public static bool HasSample(TensorSpec spec) =>
        ExampleTensor.TryGetElementCount(spec, out var count) && count <= ExampleRequest.MaxElements;

    /// <summary>Neutral values for an input, zeros for an output; free dimensions are 1.</summary>
    public static JsonNode Sample(TensorSpec spec, int first, bool neutral)
    {
        if (first >= spec.Shape.Rank)
            return Value(spec.DataType, neutral);
        var array = new JsonArray();
        for (var i = 0L; i < Math.Abs(spec.Shape[first]); i++)
        {
            array.Add(Sample(spec, first + 1, neutral));
        }

        return array;
    }

    private static OpenApiSchema Element(DataType type)
    {
        if (type != DataType.Bytes)
            return ElementSchema.For(type);
        return new OpenApiSchema
        {
            OneOf =
            [
                new OpenApiSchema { Type = JsonSchemaType.String },
                SharedSchemas.Object(("b64", SharedSchemas.Text("Bytes in base64."), true)),
            ],
        };
    }

    private static JsonValue Value(DataType type, bool neutral) =>
        type switch
        {
            DataType.Bytes => JsonValue.Create(neutral ? "text" : ""),
            DataType.Bool => JsonValue.Create(neutral),
            DataType.Fp16 or DataType.BF16 or DataType.Fp32 or DataType.Fp64 => JsonValue.Create(neutral ? 0.5 : 0.0),
            _ => JsonValue.Create(neutral ? 1 : 0),
        };
}
