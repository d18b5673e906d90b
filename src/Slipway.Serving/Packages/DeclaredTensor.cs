using Slipway.Errors;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Serving.Packages;

/// <summary>Tensors that a configuration describes: a shape, and values from a file or made up.</summary>
internal static class DeclaredTensor
{
    private const long MaxElements = 64 << 20;

    /// <summary>The given shape; without one the signature's, with 1 for what is free.</summary>
    /// <exception cref="ServingException">InvalidArgument: it is no shape, or too large.</exception>
    public static TensorShape ShapeOf(TensorSpec spec, List<long> given)
    {
        var dims = given.Count > 0 ? given.ToArray() : spec.Shape.Dimensions.ToArray();
        for (var i = 0; given.Count == 0 && i < dims.Length; i++)
        {
            dims[i] = dims[i] < 0 ? 1 : dims[i];
        }

        if (dims.Length > TensorShape.MaxRank)
            throw ServingException.InvalidArgument($"input '{spec.Name}' has over {TensorShape.MaxRank} dimensions.");
        var shape = TensorShape.Wrap(dims);
        return shape.TryGetElementCount(out var count) && count <= MaxElements
            ? shape
            : throw ServingException.InvalidArgument(
                $"the shape {shape} of input '{spec.Name}' is not one of 0 to {MaxElements} elements."
            );
    }

    /// <summary>A tensor with raw values, little-endian, BYTES as 4-byte length and content.</summary>
    /// <exception cref="ServingException">InvalidArgument: they are not as many as the shape needs.</exception>
    public static Tensor FromBytes(DataType type, TensorShape shape, ReadOnlySpan<byte> content)
    {
        var buffer = TensorBuffer.Rent(content.Length);
        content.CopyTo(buffer.GetSpan());
        return new Tensor(type, shape, buffer, content.Length);
    }
}
