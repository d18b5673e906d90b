using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Slipway.Models;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>The bodies of one model's predict call, from its signature.</summary>
internal static class PredictSchemas
{
    public static OpenApiSchema Request(ServedModel model, ModelSignature signature)
    {
        var rows = SharedSchemas.Array(Row(signature.Inputs));
        rows.Description = "The inputs row by row; either this or `inputs`.";
        var columns = Whole(signature.Inputs);
        columns.Description = "The inputs tensor by tensor; either this or `instances`.";
        var schema = SharedSchemas.Object(
            (
                "signature_name",
                SharedSchemas.Text("One of the signatures in the metadata; left out for the first."),
                false
            ),
            ("instances", rows, false),
            ("inputs", columns, false)
        );
        schema.Title = $"Predict request to {model.Name}";
        return schema;
    }

    public static OpenApiSchema Response(ServedModel model, ModelSignature signature)
    {
        var rows = SharedSchemas.Array(Row(signature.Outputs));
        rows.Description = "The outputs row by row.";
        var columns = Whole(signature.Outputs);
        columns.Description = "The outputs tensor by tensor, where the request has `inputs`.";
        var schema = SharedSchemas.Object(("predictions", rows, false), ("outputs", columns, false));
        schema.Title = $"Predict response of {model.Name}";
        return schema;
    }

    /// <summary>One row of neutral values; null where the inputs are too large for a page.</summary>
    public static JsonObject? SampleRequest(ModelSignature signature) =>
        Sample("instances", [.. signature.Inputs.Where(spec => !spec.IsOptional)], neutral: true);

    /// <summary>One row of zeros; null where the outputs are too large for a page.</summary>
    public static JsonObject? SampleResponse(ModelSignature signature) =>
        Sample("predictions", signature.Outputs, neutral: false);

    private static JsonObject? Sample(string member, IReadOnlyList<TensorSpec> specs, bool neutral)
    {
        if (specs.Count == 0 || !specs.All(spec => NestedValue.HasSample(spec)))
            return null;
        JsonNode row;
        if (specs.Count == 1)
        {
            row = NestedValue.Sample(specs[0], 1, neutral);
        }
        else
        {
            var named = new JsonObject();
            foreach (var spec in specs)
            {
                named.Add(spec.Name, NestedValue.Sample(spec, 1, neutral));
            }

            row = named;
        }

        return new JsonObject { [member] = new JsonArray(row) };
    }

    private static OpenApiSchema Row(IReadOnlyList<TensorSpec> specs) =>
        specs.Count == 1 ? NestedValue.Schema(specs[0], 1) : Named(specs, 1);

    private static OpenApiSchema Whole(IReadOnlyList<TensorSpec> specs) =>
        specs.Count == 1 ? NestedValue.Schema(specs[0], 0) : Named(specs, 0);

    private static OpenApiSchema Named(IReadOnlyList<TensorSpec> specs, int first) =>
        SharedSchemas.Object([
            .. specs.Select(spec => (spec.Name, (IOpenApiSchema)NestedValue.Schema(spec, first), !spec.IsOptional)),
        ]);
}
