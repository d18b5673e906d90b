namespace Slipway.Importers.Keras.Weights;

/// <summary>A weight of a layer, in C order.</summary>
/// <param name="Path">Where it is in the file.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Values">Its elements, whatever type they have in the file.</param>
internal sealed record Weight(string Path, int[] Shape, float[] Values)
{
    /// <summary>The same with its axes in another order.</summary>
    public Weight Transpose(params int[] axes)
    {
        var shape = Array.ConvertAll(axes, axis => Shape[axis]);
        var strides = new int[Shape.Length];
        var stride = 1;
        for (var axis = Shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Shape[axis];
        }

        var steps = Array.ConvertAll(axes, axis => strides[axis]);
        var index = new int[axes.Length];
        var values = new float[Values.Length];
        var from = 0;
        for (var to = 0; to < values.Length; to++)
        {
            values[to] = Values[from];
            for (var axis = axes.Length - 1; axis >= 0; axis--)
            {
                from += steps[axis];
                if (++index[axis] < shape[axis])
                    break;
                from -= steps[axis] * shape[axis];
                index[axis] = 0;
            }
        }

        return new Weight(Path, shape, values);
    }

    /// <summary>The same numbers in another shape.</summary>
    public Weight Reshape(params int[] shape)
    {
        var count = shape.Aggregate(1L, (product, dim) => product * dim);
        return count == Values.Length
            ? this with
            {
                Shape = shape,
            }
            : throw Reading.Corrupt.File(
                $"the weight '{Path}' has the shape [{string.Join(',', Shape)}], not [{string.Join(',', shape)}]."
            );
    }
}
