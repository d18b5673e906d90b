using Slipway.Protocols.Json.Reading;
using Slipway.Protocols.TensorFlowServing.Examples;

namespace Slipway.Protocols.TensorFlowServing.Rest.Reading;

/// <summary>
/// FP32 as TensorFlow Serving reads it: an integer that a float does not hold exactly is refused, for it is more likely an
/// identifier than a measurement; a number with a fraction or an exponent is rounded.
/// </summary>
internal readonly struct LosslessSingleFormat : IElementFormat<float>
{
    public const long LargestInteger = 1L << 24;

    public static ElementStatus Parse(ReadOnlySpan<byte> input, bool isComplete, out float value, out int consumed)
    {
        var status = SingleFormat.Parse(input, isComplete, out value, out consumed);
        return Lossless.Check(status, input, consumed, value, LargestInteger);
    }
}

/// <summary>FP64, likewise.</summary>
internal readonly struct LosslessDoubleFormat : IElementFormat<double>
{
    public const long LargestInteger = 1L << 53;

    public static ElementStatus Parse(ReadOnlySpan<byte> input, bool isComplete, out double value, out int consumed)
    {
        var status = DoubleFormat.Parse(input, isComplete, out value, out consumed);
        return Lossless.Check(status, input, consumed, value, LargestInteger);
    }
}

/// <summary>FP16, which this surface carries in JSON although TensorFlow Serving only writes it.</summary>
internal readonly struct HalfFormat : IElementFormat<Half>
{
    public static ElementStatus Parse(ReadOnlySpan<byte> input, bool isComplete, out Half value, out int consumed)
    {
        var status = DoubleFormat.Parse(input, isComplete, out var number, out consumed);
        value = (Half)number;
        return status == ElementStatus.Done && Half.IsInfinity(value) && double.IsFinite(number)
            ? ElementStatus.OutOfRange
            : status;
    }
}

/// <summary>BF16, which this surface carries in JSON although TensorFlow Serving does not.</summary>
internal readonly struct BFloat16Format : IElementFormat<ushort>
{
    public static ElementStatus Parse(ReadOnlySpan<byte> input, bool isComplete, out ushort value, out int consumed)
    {
        var status = SingleFormat.Parse(input, isComplete, out var number, out consumed);
        value = BFloat16.Round(number);
        return status;
    }
}

/// <summary>What the exact formats have in common.</summary>
internal static class Lossless
{
    // Seven digits fit a float whatever they are.
    private const int LongestSurelyExact = 7;

    public static ElementStatus Check(
        ElementStatus status,
        ReadOnlySpan<byte> input,
        int length,
        double value,
        long largest
    ) =>
        status == ElementStatus.Done
        && length > LongestSurelyExact
        && Math.Abs(value) >= largest
        && double.IsFinite(value)
        && !input[..length].ContainsAny(".eE"u8)
        && !IsExactly(input[..length], largest)
            ? ElementStatus.OutOfRange
            : status;

    // One past the limit rounds to the limit: the text tells them apart.
    private static bool IsExactly(ReadOnlySpan<byte> text, long largest) =>
        long.TryParse(text, null, out var integer) && integer >= -largest && integer <= largest;
}
