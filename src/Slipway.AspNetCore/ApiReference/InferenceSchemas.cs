using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Slipway.Models;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>The bodies of one model's inference, from its signature.</summary>
internal static class InferenceSchemas
{
    public static OpenApiSchema Request(ServedModel model, ModelSignature signature)
    {
        var schema = SharedSchemas.Object(
            ("id", SharedSchemas.Text("Yours to choose; it comes back in the response."), false),
            ("parameters", SharedSchemas.Parameters(), false),
            ("inputs", Tensors(signature.Inputs, isInput: true), true),
            ("outputs", RequestedOutputs(signature.Outputs), false)
        );
        schema.Title = $"Request to {model.Name}";
        return schema;
    }

    public static OpenApiSchema Response(ServedModel model, ModelSignature signature)
    {
        var name = SharedSchemas.Text(null);
        name.Const = model.Name;
        var schema = SharedSchemas.Object(
            ("model_name", name, true),
            ("model_version", SharedSchemas.Text("The version that answered."), false),
            ("id", SharedSchemas.Text("As the request gave it."), false),
            ("parameters", SharedSchemas.Parameters(), false),
            ("outputs", Tensors(signature.Outputs, isInput: false), true)
        );
        schema.Title = $"Response of {model.Name}";
        return schema;
    }

    /// <summary>Tensors in any order, each required one among them.</summary>
    private static OpenApiSchema Tensors(IReadOnlyList<TensorSpec> specs, bool isInput)
    {
        var required = isInput ? specs.Count(spec => !spec.IsOptional) : 0;
        var tensors = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            MinItems = required,
            MaxItems = specs.Count,
            Items = Item(specs, isInput),
        };
        if (isInput && specs.Count > 1)
            Require(tensors, specs);
        return tensors;
    }

    private static OpenApiSchema Item(IReadOnlyList<TensorSpec> specs, bool isInput)
    {
        if (specs.Count == 1)
            return TensorSchema.For(specs[0], isInput);
        return specs.Count == 0
            ? new OpenApiSchema { Type = JsonSchemaType.Object }
            : new OpenApiSchema { OneOf = [.. specs.Select(spec => TensorSchema.For(spec, isInput))] };
    }

    // One array can name one thing that it must contain. A chain of conditions that always hold says the rest, and
    // unlike allOf it does not show up in the reference page as arrays of its own.
    private static void Require(OpenApiSchema tensors, IReadOnlyList<TensorSpec> specs)
    {
        var current = tensors;
        foreach (var spec in specs.Where(spec => !spec.IsOptional))
        {
            if (current.Contains is not null)
            {
                var next = new OpenApiSchema();
                current.If = new OpenApiSchema();
                current.Then = next;
                current = next;
            }

            current.Contains = new OpenApiSchema
            {
                Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                {
                    ["name"] = new OpenApiSchema { Const = spec.Name },
                },
            };
        }

        tensors.Description =
            "In any order: "
            + string.Join(", ", specs.Select(spec => $"`{spec.Name}`" + (spec.IsOptional ? " (optional)" : "")));
    }

    private static OpenApiSchema RequestedOutputs(IReadOnlyList<TensorSpec> specs)
    {
        var name = SharedSchemas.Text(null);
        if (specs.Count > 0)
            name.Enum = [.. specs.Select(spec => JsonValue.Create(spec.Name))];

        var parameters = SharedSchemas.Parameters();
        parameters.Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["binary_data"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Boolean,
                Description = "Return this output in the binary part of the response.",
            },
            ["classification"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Description = "Return the k highest as `score:index:label` strings in place of the tensor.",
            },
        };

        var outputs = SharedSchemas.Array(
            SharedSchemas.Object(("name", name, true), ("parameters", parameters, false))
        );
        outputs.Description = "The outputs to return, in this order; all of them where it is left out.";
        return outputs;
    }
}
