using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Serving.Inference;

/// <summary>
/// Holds a request against the signature before the engine sees it, so that what is wrong is said in the caller's
/// words and the same on every protocol.
/// </summary>
internal static class RequestValidator
{
    /// <summary>
    /// The signature that the request is for, whose own name it has from now on: none where it is the default one.
    /// </summary>
    /// <exception cref="ServingException">InvalidArgument: the model has no such signature.</exception>
    public static ModelSignature Choose(InferenceRequest request, string model, ModelSignature signature)
    {
        if (request.SignatureName is null)
            return signature;
        var chosen =
            signature.Find(request.SignatureName)
            ?? throw Invalid(
                $"Model '{model}' has no signature '{request.SignatureName}'. Its signatures: "
                    + $"{string.Join(", ", signature.Others.Prepend(signature).Select(one => one.Name))}."
            );
        request.SignatureName = chosen == signature ? null : chosen.Name;
        return chosen;
    }

    /// <exception cref="ServingException">InvalidArgument, naming the model, the tensor and the remedy.</exception>
    public static void Validate(InferenceRequest request, string model, ModelSignature signature)
    {
        for (var i = 0; i < request.Inputs.Count; i++)
        {
            var input = request.Inputs[i];
            var spec = signature.FindInput(input.Name) ?? throw UnknownInput(model, input.Name, signature);
            CheckNotRepeated(request, i, model);
            CheckTensor(model, spec, input.Tensor);
        }

        for (var i = 0; i < signature.Inputs.Count; i++)
        {
            var spec = signature.Inputs[i];
            if (!spec.IsOptional && request.FindInput(spec.Name) is null)
            {
                throw Invalid(
                    $"Model '{model}' needs the input '{spec.Name}' ({spec.DataType.Name()} {spec.Shape}), "
                        + "which the request does not have."
                );
            }
        }

        for (var i = 0; i < request.Outputs.Count; i++)
        {
            CheckOutput(request, i, model, signature);
        }
    }

    /// <summary>Holds the rows of a request against what the model takes at once; nothing where it has no batches.</summary>
    /// <exception cref="ServingException">InvalidArgument, in the words that Triton's clients look for.</exception>
    public static void CheckBatch(InferenceRequest request, string model, int? maxBatchSize)
    {
        if (maxBatchSize is not > 0)
            return;
        long? rows = null;
        foreach (var (name, tensor, _) in request.Inputs)
        {
            // What has no dimension at all was refused before, where the model says its shape.
            if (tensor.Shape.Rank == 0)
                continue;
            var count = tensor.Shape[0];
            if (count > maxBatchSize)
            {
                throw Invalid(
                    $"inference request batch-size must be <= {maxBatchSize} for '{model}'; input '{name}' has {count} "
                        + "rows."
                );
            }

            if (count != (rows ??= count))
            {
                throw Invalid(
                    $"input '{name}' batch size does not match other inputs for '{model}': it has {count} rows, the "
                        + $"others {rows}."
                );
            }
        }
    }

    private static void CheckTensor(string model, TensorSpec spec, Tensor tensor)
    {
        if (tensor.DataType != spec.DataType)
        {
            throw Invalid(
                $"Model '{model}' takes input '{spec.Name}' as {spec.DataType.Name()}, "
                    + $"but the request sends {tensor.DataType.Name()}."
            );
        }

        if (spec.TakesAnyShape || spec.Shape.Accepts(tensor.Shape))
            return;
        throw spec.Shape.Rank == tensor.Shape.Rank
            ? Invalid(
                $"Model '{model}' takes input '{spec.Name}' in the shape {spec.Shape} (-1 is free), "
                    + $"but the request sends {tensor.Shape}."
            )
            : Invalid(
                $"Model '{model}' takes input '{spec.Name}' with {spec.Shape.Rank} dimensions, shape {spec.Shape}, "
                    + $"but the request sends {tensor.Shape.Rank}: {tensor.Shape}."
            );
    }

    private static void CheckNotRepeated(InferenceRequest request, int index, string model)
    {
        for (var i = 0; i < index; i++)
        {
            if (request.Inputs[i].Name == request.Inputs[index].Name)
                throw Invalid($"Model '{model}' was sent the input '{request.Inputs[i].Name}' twice; send it once.");
        }
    }

    private static void CheckOutput(InferenceRequest request, int index, string model, ModelSignature signature)
    {
        var name = request.Outputs[index].Name;
        if (signature.FindOutput(name) is null)
        {
            throw Invalid(
                $"Model '{model}' has no output '{name}'. Its outputs: {string.Join(", ", signature.Outputs)}."
            );
        }

        for (var i = 0; i < index; i++)
        {
            if (request.Outputs[i].Name == name)
                throw Invalid($"Model '{model}' was asked for the output '{name}' twice; ask for it once.");
        }
    }

    private static ServingException UnknownInput(string model, string name, ModelSignature signature) =>
        Invalid($"Model '{model}' has no input '{name}'. Its inputs: {string.Join(", ", signature.Inputs)}.");

    private static ServingException Invalid(string message) => ServingException.InvalidArgument(message);
}
