using Slipway.Errors;
using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Serving.Scheduling.Batching;

/// <summary>Gives each request of a batch its rows of the answer.</summary>
internal static class BatchSplit
{
    /// <summary>
    /// One response for each of <paramref name="parts"/>, in their order. Takes <paramref name="batch"/> over, also when
    /// this throws. The rows stay where the engine put them, but for those that are cut back to their own length.
    /// </summary>
    /// <exception cref="ServingException">Internal: the model gave another number of rows than it got.</exception>
    public static InferenceResponse[] Split(InferenceResponse batch, BatchParts parts, BatchPlan plan)
    {
        var responses = new InferenceResponse[parts.Rows.Count];
        for (var i = 0; i < responses.Length; i++)
        {
            responses[i] = new InferenceResponse { Parameters = batch.Parameters };
            responses[i].Outputs.Capacity = batch.Outputs.Count;
        }

        try
        {
            while (batch.Outputs is [.., var output])
            {
                // From the last to the first; each leaves the batch when its memory is shared out.
                batch.Outputs.RemoveAt(batch.Outputs.Count - 1);
                var shared = new SharedTensor(output.Tensor);
                try
                {
                    Share(output.Name, shared, responses, parts, plan.Cuts.GetValueOrDefault(output.Name));
                }
                finally
                {
                    shared.Release();
                }
            }

            foreach (var response in responses)
            {
                response.Outputs.Reverse();
            }

            return responses;
        }
        catch
        {
            batch.Dispose();
            foreach (var response in responses)
            {
                response.Dispose();
            }

            throw;
        }
    }

    private static void Share(
        string name,
        SharedTensor shared,
        InferenceResponse[] responses,
        BatchParts parts,
        PaddedOutput? cut
    )
    {
        var tensor = shared.Tensor;
        if (tensor.Shape.Rank == 0 || tensor.Shape[0] != parts.Total)
        {
            throw ServingException.Internal(
                $"Output '{name}' of a batch of {parts.Total} rows came out as {tensor.Shape}: its first dimension is no batch. "
                    + "Set 'scheduling: batching: mode: off' in model.yaml."
            );
        }

        var start = 0;
        var elements = new BytesElements(tensor.DataType == DataType.Bytes ? tensor.Bytes : []).GetEnumerator();
        for (var i = 0; i < responses.Length; i++)
        {
            var dims = tensor.Shape.Dimensions.ToArray();
            dims[0] = parts.Rows[i];
            var length =
                tensor.DataType == DataType.Bytes
                    ? LengthOf(ref elements, dims)
                    : Tensor.ByteLengthOf(tensor.DataType, TensorShape.Wrap(dims));
            var rows = new Tensor(tensor.DataType, TensorShape.Wrap(dims), shared.Slice(start, length), length);
            start += length;
            responses[i]
                .Outputs.Add(new NamedTensor(name, cut is null ? rows : Cut(rows, cut.Axis, parts.LengthOf(name, i))));
        }
    }

    private static Tensor Cut(Tensor rows, int axis, long length)
    {
        if (rows.DataType == DataType.Bytes || rows.Shape[axis] <= length)
            return rows;
        using (rows)
        {
            var dims = rows.Shape.Dimensions.ToArray();
            dims[axis] = length;
            var shorter = Tensor.Allocate(rows.DataType, TensorShape.Wrap(dims));
            if (shorter.ElementCount > 0)
                TensorBox.Copy(rows.Bytes, rows.Shape.Dimensions, shorter.Bytes, dims, rows.DataType.ElementSize());
            return shorter;
        }
    }

    private static int LengthOf(ref BytesElements.Enumerator elements, long[] dims)
    {
        var count = 1L;
        foreach (var dim in dims)
        {
            count *= dim;
        }

        var length = 0;
        for (; count > 0 && elements.MoveNext(); count--)
        {
            length += BytesElements.PrefixLength + elements.Current.Length;
        }

        return length;
    }
}
