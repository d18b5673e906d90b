using Slipway.Protocols.Json.Reading;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Rest.Reading;

/// <summary>The scanners of TensorFlow Serving's JSON mapping, where they differ from those of the Open Inference Protocol.</summary>
internal static class ValueScanners
{
    private static readonly ElementScanner Single = new FixedSizeScanner<float, LosslessSingleFormat>(
        "a number of at most 3.4028235e38 in magnitude, an integer of at most 16777216, NaN, Infinity or -Infinity"
    );

    private static readonly ElementScanner Double = new FixedSizeScanner<double, LosslessDoubleFormat>(
        "a number of at most 1.7976931348623157e308 in magnitude, an integer of at most 9007199254740992, NaN, Infinity "
            + "or -Infinity"
    );

    private static readonly ElementScanner Half = new FixedSizeScanner<Half, HalfFormat>(
        "a number of at most 65504 in magnitude, NaN, Infinity or -Infinity"
    );

    private static readonly ElementScanner BFloat16 = new FixedSizeScanner<ushort, BFloat16Format>(
        "a number of at most 3.39e38 in magnitude, NaN, Infinity or -Infinity"
    );

    public static ElementScanner For(DataType type) =>
        type switch
        {
            DataType.Fp32 => Single,
            DataType.Fp64 => Double,
            DataType.Fp16 => Half,
            DataType.BF16 => BFloat16,
            _ => ElementScanner.For(type)!,
        };
}
