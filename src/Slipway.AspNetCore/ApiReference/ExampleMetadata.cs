using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>What the metadata of a model looks like.</summary>
internal static class ExampleMetadata
{
    /// <summary>Null where the model has not been loaded.</summary>
    public static JsonObject? For(ServedModel model) =>
        model.Signature is { } signature
            ? new JsonObject
            {
                ["name"] = model.Name,
                ["versions"] = new JsonArray(model.Version.ToString(CultureInfo.InvariantCulture)),
                ["platform"] = model.Details?.Platform ?? "",
                ["inputs"] = Tensors(signature.Inputs),
                ["outputs"] = Tensors(signature.Outputs),
            }
            : null;

    private static JsonArray Tensors(IReadOnlyList<TensorSpec> specs)
    {
        var tensors = new JsonArray();
        foreach (var spec in specs)
        {
            var shape = new JsonArray();
            foreach (var dim in spec.Shape.Dimensions)
            {
                shape.Add((JsonNode)dim);
            }

            JsonNode tensor = new JsonObject
            {
                ["name"] = spec.Name,
                ["datatype"] = spec.DataType.Name(),
                ["shape"] = shape,
            };
            tensors.Add(tensor);
        }

        return tensors;
    }
}
