using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Slipway.Models;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>The body of an inference request: JSON, or JSON followed by raw bytes.</summary>
internal static class InferenceBody
{
    private const string Json = "application/json";
    private const string Binary = "application/octet-stream";

    /// <summary>The form that the example has comes first: that is the one a reader sees.</summary>
    public static OpenApiRequestBody Create(
        OpenApiDocument document,
        string schema,
        ModelSignature signature,
        ExampleRequest? example
    )
    {
        var content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal);
        if (example is { BinaryLength: > 0 })
            content.Add(Binary, BinaryType(schema));

        // A required input of a type that JSON cannot carry leaves no way to send JSON alone.
        if (!signature.Inputs.Any(spec => !spec.IsOptional && !ExampleTensor.HasJsonForm(spec.DataType)))
        {
            var json = new OpenApiMediaType { Schema = new OpenApiSchemaReference(schema, document) };
            if (example is { BinaryLength: 0 })
                json.Example = Flatten(TryParse(example.Json));
            content.Add(Json, json);
        }

        content.TryAdd(Binary, BinaryType(schema));
        return new OpenApiRequestBody { Required = true, Content = content };
    }

    /// <summary>The header that says where the JSON of a mixed body ends.</summary>
    public static OpenApiParameter HeaderLength(ExampleRequest? example)
    {
        var header = new OpenApiParameter
        {
            Name = "Inference-Header-Content-Length",
            In = ParameterLocation.Header,
            Description = "Bytes of the JSON where raw bytes follow it; left out where the body is JSON alone.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0" },
        };
        if (example is { BinaryLength: > 0 })
            header.Example = JsonValue.Create(example.HeaderLength);
        return header;
    }

    /// <summary>
    /// The text as a tree; null where it is not JSON: a request that a package brings may hold the tokens NaN and
    /// Infinity, which can be run but not shown.
    /// </summary>
    public static JsonNode? TryParse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A package may bring nested data, which the server reads; the schema, for typed clients' sake, says flat.
    private static JsonNode? Flatten(JsonNode? request)
    {
        if (request is not JsonObject || request["inputs"] is not JsonArray inputs)
            return request;
        foreach (var input in inputs.OfType<JsonObject>())
        {
            if (input["data"] is not JsonArray data || !data.Any(item => item is JsonArray))
                continue;
            var flat = new JsonArray();
            Append(flat, data);
            input["data"] = flat;
        }

        return request;
    }

    private static void Append(JsonArray flat, JsonArray data)
    {
        foreach (var item in data)
        {
            if (item is JsonArray nested)
                Append(flat, nested);
            else
                flat.Add(item?.DeepClone());
        }
    }

    private static OpenApiMediaType BinaryType(string schema) =>
        new()
        {
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "binary",
                Description =
                    $"The JSON that `{schema}` describes, whose tensors have `binary_data_size` in place of `data`; "
                    + "right after it their bytes, in the same order.",
            },
        };
}
