using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>
/// The shape of an input that a generate request gives without one, as Triton finds it: the elements fill the fixed
/// dimensions, the innermost free one takes what is left, and the other free ones are 1.
/// </summary>
internal static class GenerateShape
{
    /// <summary>False where so many elements cannot fill the input.</summary>
    public static bool TryFind(TensorSpec spec, int elements, out TensorShape shape)
    {
        shape = default;
        if (spec.HasUnknownRank)
        {
            shape = new TensorShape(elements);
            return true;
        }

        var dims = spec.Shape.Dimensions.ToArray();
        long rest = elements;
        foreach (var dim in dims)
        {
            if (dim < 0)
                continue;
            if (dim == 0 ? rest != 0 : rest % dim != 0)
                return false;
            rest = dim == 0 ? 1 : rest / dim;
        }

        for (var i = dims.Length - 1; i >= 0; i--)
        {
            if (dims[i] >= 0)
                continue;
            dims[i] = rest;
            rest = 1;
        }

        shape = TensorShape.Wrap(dims);
        return rest == 1;
    }
}
