using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Gateway.Console.Playground;

/// <summary>A body for Open Inference, of a model's metadata: every input with values that are nothing, to be filled in.</summary>
internal static class TensorExample
{
    // More than a person fills in.
    private const long MostValues = 4096;

    /// <param name="metadata">Open Inference V2, "Model Metadata Response JSON Object".</param>
    /// <returns>Null where it is none.</returns>
    public static JsonObject? Of(JsonElement metadata)
    {
        if (!metadata.TryGetProperty("inputs", out var inputs) || inputs.ValueKind is not JsonValueKind.Array)
            return null;
        var tensors = new JsonArray();
        foreach (var input in inputs.EnumerateArray())
        {
            if (
                !input.TryGetProperty("name", out var name)
                || !input.TryGetProperty("datatype", out var datatype)
                || !input.TryGetProperty("shape", out var shape)
            )
                return null;
            long[] sizes = [.. shape.EnumerateArray().Select(size => Math.Max(1, size.GetInt64()))];
            tensors.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = name.GetString(),
                        ["datatype"] = datatype.GetString(),
                        ["shape"] = new JsonArray([.. sizes.Select(size => (JsonNode)size)]),
                        ["data"] = Data(datatype.GetString(), sizes),
                    }
            );
        }

        return new JsonObject { ["inputs"] = tensors };
    }

    private static JsonArray Data(string? datatype, IEnumerable<long> sizes)
    {
        var count = sizes.Aggregate(1L, (product, size) => Math.Min(product * Math.Min(size, MostValues), MostValues));
        var data = new JsonArray();
        for (var i = 0; i < count; i++)
        {
            data.Add(
                datatype switch
                {
                    "BYTES" => JsonValue.Create(""),
                    "BOOL" => JsonValue.Create(false),
                    _ => JsonValue.Create(0),
                }
            );
        }

        return data;
    }
}
