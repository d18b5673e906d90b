using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Images.Preprocessing;
using Slipway.Tensors;

namespace Slipway.Tasks.Images.Requests;

/// <summary>The mask of a picture that is not padded: ones everywhere.</summary>
internal static class PixelMask
{
    /// <summary>The mask's tensor, the caller's to dispose.</summary>
    public static Tensor Make(TensorSpec spec, Placement placement)
    {
        var dimensions = spec.Shape.Dimensions.ToArray();
        for (var i = 0; i < dimensions.Length; i++)
        {
            if (dimensions[i] < 0)
                dimensions[i] =
                    i == 0 ? 1
                    : i == dimensions.Length - 2 ? placement.FrameHeight
                    : placement.FrameWidth;
        }

        var tensor = Tensor.Allocate(spec.DataType, new TensorShape(dimensions));
        switch (spec.DataType)
        {
            case DataType.Int64:
                tensor.AsSpan<long>().Fill(1);
                return tensor;
            case DataType.Fp32:
                tensor.AsSpan<float>().Fill(1);
                return tensor;
            case DataType.Bool or DataType.UInt8 or DataType.Int8:
                tensor.Bytes.Fill(1);
                return tensor;
            default:
                tensor.Dispose();
                throw ServingException.Unsupported(
                    $"The input {spec} is a mask of pixels of a type that is not known here: INT64, FP32 and BOOL are."
                );
        }
    }
}
