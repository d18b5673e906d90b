using System.Text.Json;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Cli.Inputs;

/// <summary>
/// Inputs from JSON: an Open Inference request (<c>{"inputs":[{"name":…}]}</c>), an object of values by input name, or
/// the bare value where the model has one input.
/// </summary>
internal static class JsonInput
{
    public static void Read(ReadOnlyMemory<byte> json, ModelSignature signature, InferenceRequest request)
    {
        using var document = Parse(json);
        var root = document.RootElement;
        if (IsOpenInference(root, signature, out var inputs))
            ReadOpenInference(root, inputs, signature, request);
        else if (root.ValueKind == JsonValueKind.Object)
            ReadByName(root, signature, request);
        else
            ReadSingle(root, signature, request);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(
                json,
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
            );
        }
        catch (JsonException e)
        {
            throw CliException.Usage($"The input is not JSON: {e.Message}", e);
        }
    }

    // A model may have an input called "inputs": then only objects with a name make it a request.
    private static bool IsOpenInference(JsonElement root, ModelSignature signature, out JsonElement inputs)
    {
        inputs = default;
        return root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("inputs", out inputs)
            && inputs.ValueKind == JsonValueKind.Array
            && (
                signature.FindInput("inputs") is null
                || inputs
                    .EnumerateArray()
                    .All(i => i.ValueKind == JsonValueKind.Object && i.TryGetProperty("name", out _))
            );
    }

    private static void ReadOpenInference(
        JsonElement root,
        JsonElement inputs,
        ModelSignature signature,
        InferenceRequest request
    )
    {
        if (root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String)
            request.Id = id.GetString();
        foreach (var input in inputs.EnumerateArray())
        {
            var name = Property(input, "name", JsonValueKind.String, "").GetString()!;
            var data = Property(input, "data", null, name);
            var shape = Property(input, "shape", JsonValueKind.Array, name);
            var typeName = Property(input, "datatype", JsonValueKind.String, name).GetString();
            if (!DataTypes.TryParse(typeName.AsSpan(), out DataType type))
            {
                throw CliException.Usage(
                    $"Input '{name}' has the datatype '{typeName}'; it must be one of "
                        + $"{string.Join(", ", DataTypes.AllNames)}."
                );
            }

            // The signature's shape helps only where the request leaves something out, and here it leaves nothing out.
            var spec = signature.FindInput(name) ?? new TensorSpec(name, type, default);
            var tensor = JsonTensor.Read(data, spec with { DataType = type }, Shape(shape, name));
            request.Inputs.Add(new NamedTensor(name, tensor));
        }

        ReadRequestedOutputs(root, request);
    }

    private static void ReadRequestedOutputs(JsonElement root, InferenceRequest request)
    {
        if (!root.TryGetProperty("outputs", out var outputs) || outputs.ValueKind != JsonValueKind.Array)
            return;
        foreach (var output in outputs.EnumerateArray())
        {
            var name = Property(output, "name", JsonValueKind.String, "").GetString()!;
            request.Outputs.Add(new RequestedOutput(name));
        }
    }

    private static void ReadByName(JsonElement root, ModelSignature signature, InferenceRequest request)
    {
        foreach (var property in root.EnumerateObject())
        {
            var spec =
                signature.FindInput(property.Name)
                ?? throw CliException.Usage(
                    $"The model has no input '{property.Name}'; its inputs are {Names(signature)}."
                );
            request.Inputs.Add(new NamedTensor(spec.Name, JsonTensor.Read(property.Value, spec, declared: null)));
        }
    }

    private static void ReadSingle(JsonElement root, ModelSignature signature, InferenceRequest request)
    {
        if (signature.Inputs is not [var spec])
        {
            throw CliException.Usage(
                $"A bare value fits a model with one input; this one has {Names(signature)}. Write an object with one "
                    + "property for each."
            );
        }

        request.Inputs.Add(new NamedTensor(spec.Name, JsonTensor.Read(root, spec, declared: null)));
    }

    private static TensorShape Shape(JsonElement shape, string name)
    {
        var dims = new List<long>();
        foreach (var dim in shape.EnumerateArray())
        {
            if (dim.ValueKind != JsonValueKind.Number || !dim.TryGetInt64(out var size))
                throw CliException.Usage($"Input '{name}': the shape must hold integers, not {dim.GetRawText()}.");
            dims.Add(size);
        }

        return TensorShape.Wrap([.. dims]);
    }

    private static JsonElement Property(JsonElement owner, string property, JsonValueKind? kind, string input) =>
        owner.ValueKind == JsonValueKind.Object
        && owner.TryGetProperty(property, out var value)
        && (kind is null || value.ValueKind == kind)
            ? value
            : throw CliException.Usage(
                $"Each tensor of an Open Inference request needs '{property}'"
                    + (kind is null ? "" : $", as {(kind == JsonValueKind.Array ? "an array" : "a string")}")
                    + (input.Length > 0 ? $"; see input '{input}'." : ".")
            );

    private static string Names(ModelSignature signature) =>
        string.Join(", ", signature.Inputs.Select(i => $"'{i.Name}'"));
}
