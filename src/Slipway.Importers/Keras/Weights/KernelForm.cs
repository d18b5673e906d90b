namespace Slipway.Importers.Keras.Weights;

/// <summary>
/// How a file has the kernels of convolutions. Keras 1 put the axes into an order of the backend's; Theano computes
/// convolutions in the strict sense, with the kernel turned round, where the other backends correlate.
/// </summary>
/// <param name="IsFirst">Keras 1 wrote it.</param>
/// <param name="IsTurned">It was written with Theano.</param>
internal readonly record struct KernelForm(bool IsFirst, bool IsTurned)
{
    /// <summary>The kernel as [space…, in, out], or [space…, out, in] of a transposed convolution.</summary>
    public Weight Restore(Weight kernel, int rank, bool isChannelsFirst, bool isTransposed)
    {
        if (IsFirst)
            kernel = Reorder(kernel, rank, isChannelsFirst, isTransposed);
        return IsTurned ? Turn(kernel, rank) : kernel;
    }

    private static Weight Reorder(Weight kernel, int rank, bool isChannelsFirst, bool isTransposed)
    {
        if (rank == 1 && kernel.Shape is [var length, 1, var inputs, var outputs])
            return kernel.Reshape(length, inputs, outputs);
        if (rank == 1 && kernel.Shape is [_, _, _, 1])
            return kernel.Transpose(2, 3, 1, 0).Reshape(kernel.Shape[2], kernel.Shape[1], kernel.Shape[0]);
        if (rank == 1 || kernel.Shape.Length != rank + 2)
            return kernel;
        int[] space = [.. Enumerable.Range(0, rank)];
        return (isChannelsFirst, isTransposed) switch
        {
            (true, false) => kernel.Transpose([.. space.Select(axis => axis + 2), 1, 0]),
            (true, true) => kernel.Transpose([.. space.Select(axis => axis + 2), 0, 1]),
            (false, true) => kernel.Transpose([.. space, rank + 1, rank]),
            _ => kernel,
        };
    }

    // All axes of space at once: the places are counted from the other end.
    private static Weight Turn(Weight kernel, int rank)
    {
        var places = kernel.Shape.Take(rank).Aggregate(1, (product, dim) => product * dim);
        if (places == 0)
            return kernel;
        var size = kernel.Values.Length / places;
        var values = new float[kernel.Values.Length];
        for (var place = 0; place < places; place++)
        {
            kernel.Values.AsSpan(place * size, size).CopyTo(values.AsSpan((places - 1 - place) * size));
        }

        return kernel with
        {
            Values = values,
        };
    }
}
