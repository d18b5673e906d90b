using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Serving.Scheduling.Batching;

/// <summary>Puts the rows of requests that fit together into one request.</summary>
internal static class BatchJoin
{
    /// <summary>
    /// A request with copies of the rows, in the order given, in memory that the engine reads in place; the caller
    /// disposes it.
    /// </summary>
    /// <exception cref="ServingException">TooLarge: a tensor would be over 2 GB.</exception>
    public static InferenceRequest Join(IReadOnlyList<InferenceRequest> requests, BatchPlan plan)
    {
        var first = requests[0];
        var joined = new InferenceRequest { Model = first.Model };
        try
        {
            joined.Outputs.AddRange(first.Outputs);
            for (var i = 0; i < first.Inputs.Count; i++)
            {
                var name = first.Inputs[i].Name;
                var tensor =
                    first.Inputs[i].Tensor.DataType == DataType.Bytes ? JoinBytes(requests, i)
                    : plan.Padding.TryGetValue(name, out var padding) ? JoinPadded(requests, i, padding)
                    : JoinRows(requests, i);
                joined.Inputs.Add(new NamedTensor(name, tensor));
            }

            return joined;
        }
        catch
        {
            joined.Dispose();
            throw;
        }
    }

    private static Tensor JoinRows(IReadOnlyList<InferenceRequest> requests, int input)
    {
        var first = requests[0].Inputs[input].Tensor;
        var joined = Tensor.Allocate(first.DataType, Shape(requests, input));
        var target = joined.Bytes;
        foreach (var request in requests)
        {
            var bytes = request.Inputs[input].Tensor.Bytes;
            bytes.CopyTo(target);
            target = target[bytes.Length..];
        }

        return joined;
    }

    private static Tensor JoinPadded(IReadOnlyList<InferenceRequest> requests, int input, PaddingConfig padding)
    {
        var dims = Shape(requests, input).AsArray();
        foreach (var request in requests)
        {
            dims[padding.Axis] = Math.Max(dims[padding.Axis], request.Inputs[input].Tensor.Shape[padding.Axis]);
        }

        var type = requests[0].Inputs[input].Tensor.DataType;
        var joined = Tensor.Allocate(type, TensorShape.Wrap(dims));
        PaddingValue.Fill(joined, padding.Value);
        var target = joined.Bytes;
        foreach (var request in requests)
        {
            var tensor = request.Inputs[input].Tensor;
            if (tensor.ElementCount > 0)
                TensorBox.Copy(tensor.Bytes, tensor.Shape.Dimensions, target, dims, type.ElementSize());
            target = target[(int)(joined.ByteLength / Math.Max(1, dims[0]) * tensor.Shape[0])..];
        }

        return joined;
    }

    private static Tensor JoinBytes(IReadOnlyList<InferenceRequest> requests, int input)
    {
        var length = requests.Sum(request => (long)request.Inputs[input].Tensor.ByteLength);
        if (length > Array.MaxLength)
            throw ServingException.TooLarge("The texts of a batch are over 2 GB.");
        var buffer = TensorBuffer.Rent((int)length);
        var target = buffer.GetSpan();
        foreach (var request in requests)
        {
            var bytes = request.Inputs[input].Tensor.Bytes;
            bytes.CopyTo(target);
            target = target[bytes.Length..];
        }

        return new Tensor(DataType.Bytes, Shape(requests, input), buffer, (int)length);
    }

    private static TensorShape Shape(IReadOnlyList<InferenceRequest> requests, int input)
    {
        var dims = requests[0].Inputs[input].Tensor.Shape.Dimensions.ToArray();
        dims[0] = 0;
        foreach (var request in requests)
        {
            dims[0] += request.Inputs[input].Tensor.Shape[0];
        }

        return TensorShape.Wrap(dims);
    }
}
