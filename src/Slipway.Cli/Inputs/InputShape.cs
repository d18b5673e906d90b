using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Cli.Inputs;

/// <summary>Fits the shape of what the user wrote to the signature.</summary>
internal static class InputShape
{
    /// <summary>
    /// The shape to send. Leading dimensions that the signature leaves free or fixes to 1 may be left out, so one row
    /// needs no batch dimension. A mismatch is left for the server to refuse, which knows the whole rule.
    /// </summary>
    public static TensorShape Fit(TensorSpec spec, TensorShape written)
    {
        var missing = spec.Shape.Rank - written.Rank;
        if (missing <= 0)
            return written;
        var dims = new long[spec.Shape.Rank];
        for (var i = 0; i < missing; i++)
        {
            if (spec.Shape[i] is not (-1 or 1))
                return written;
            dims[i] = 1;
        }

        written.Dimensions.CopyTo(dims.AsSpan(missing));
        return TensorShape.Wrap(dims);
    }
}
