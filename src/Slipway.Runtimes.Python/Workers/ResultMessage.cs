using System.Text.Json;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>The answer of a worker, as tensors of ours.</summary>
internal static class ResultMessage
{
    /// <param name="frame">The answer.</param>
    /// <param name="model">For messages.</param>
    /// <param name="signature">What the outputs are held against; null where they may be any.</param>
    /// <param name="inputs">Where the model may have left an output as it came.</param>
    /// <param name="outputs">Where the worker put the others.</param>
    /// <param name="response">Gets the outputs.</param>
    /// <exception cref="WorkerException">It cannot be understood.</exception>
    /// <exception cref="ServingException">An output is not what the signature says, or is too large.</exception>
    public static void Read(
        Frame frame,
        string model,
        ModelSignature? signature,
        SharedRegion inputs,
        SharedRegion outputs,
        InferenceResponse response
    )
    {
        try
        {
            foreach (var output in frame["outputs"].EnumerateArray())
            {
                var name = output.GetProperty("name").GetString() ?? "";
                var spec = signature is null ? Unspecified(name, output) : signature.FindOutput(name);
                if (spec is null)
                    throw new WorkerException($"its answer has the output '{name}', which the model does not have.");
                response.Outputs.Add(
                    new NamedTensor(spec.Name, Read(output, model, spec, frame.Payload, inputs, outputs))
                );
            }
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new WorkerException($"its answer cannot be read: {error.Message}", error);
        }
    }

    private static TensorSpec Unspecified(string name, JsonElement output) =>
        DataTypes.TryParse(output.GetProperty("datatype").GetString(), out var type)
            ? new TensorSpec(name, type, TensorShape.Scalar) { HasUnknownRank = true }
            : throw new WorkerException($"its output '{name}' is of no known type.");

    private static Tensor Read(
        JsonElement output,
        string model,
        TensorSpec spec,
        ReadOnlyMemory<byte> payload,
        SharedRegion inputs,
        SharedRegion outputs
    )
    {
        if (!DataTypes.TryParse(output.GetProperty("datatype").GetString(), out var type) || type != spec.DataType)
            throw new WorkerException($"its output '{spec.Name}' is not {spec.DataType.Name()}.");
        var shape = Shape(output.GetProperty("shape"));
        var length = output.GetProperty("length").GetInt64();
        var offset = output.GetProperty("offset").GetInt64();
        if (length < 0 || length > Array.MaxLength)
            throw ServingException.TooLarge(
                $"Model '{model}': its output '{spec.Name}' of shape {shape} is over 2 GB."
            );

        var place = output.GetProperty("where").GetString();
        var region =
            place == "outputs" ? outputs
            : place == "inputs" ? inputs
            : null;
        // Looked at before memory is taken for it.
        var isThere = region?.Has(offset, length) ?? (offset >= 0 && offset <= payload.Length - length);
        if (!isThere)
            throw new WorkerException($"its output '{spec.Name}' is not where it says.");

        var buffer = TensorBuffer.Rent((int)length);
        try
        {
            if (region is null)
                payload.Span.Slice((int)offset, (int)length).CopyTo(buffer.GetSpan());
            else
                region.Read(buffer.GetSpan()[..(int)length], offset);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        return Checked(new Tensor(type, shape, buffer, (int)length), model, spec);
    }

    private static Tensor Checked(Tensor tensor, string model, TensorSpec spec)
    {
        if (spec.HasUnknownRank || spec.Shape.Accepts(tensor.Shape))
            return tensor;
        tensor.Dispose();
        throw ServingException.Internal(
            $"Model '{model}' gave output '{spec.Name}' in shape {tensor.Shape}, and its signature says {spec.Shape}."
        );
    }

    private static TensorShape Shape(JsonElement sizes)
    {
        var rank = sizes.GetArrayLength();
        if (rank > TensorShape.MaxRank)
            throw new WorkerException($"its output has {rank} dimensions.");
        var shape = TensorShape.Wrap([.. sizes.EnumerateArray().Select(size => size.GetInt64())]);
        return shape.IsConcrete ? shape : throw new WorkerException($"its output has the shape {shape}.");
    }
}
