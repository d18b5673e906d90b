using System.Globalization;

namespace Slipway.Protocols.Json.Reading;

/// <summary>
/// FP64, correctly rounded. Where digits and power of ten are both exact doubles one operation rounds once (Clinger's
/// fast path); the rest goes to the framework's parser.
/// </summary>
internal readonly struct DoubleFormat : IElementFormat<double>
{
    private const ulong LargestExactInteger = 1UL << 53;

    public static ElementStatus Parse(ReadOnlySpan<byte> input, bool isComplete, out double value, out int consumed)
    {
        var status = JsonNumber.Parse(input, isComplete, out var number);
        consumed = number.Length;
        value = 0;
        if (status == ElementStatus.WrongKind)
            return Keyword.MatchNonFinite(input, isComplete, out value, out consumed);
        if (status != ElementStatus.Done || number.Digits == 0)
        {
            value = number.IsNegative ? -0d : 0d;
            return status;
        }

        var exponent = number.Exponent;
        if (number.Digits <= LargestExactInteger && !number.IsCut && Math.Abs(exponent) < PowersOfTen.ExactCount)
        {
            double digits = number.Digits;
            value = exponent < 0 ? digits / PowersOfTen.Table[-exponent] : digits * PowersOfTen.Table[exponent];
            if (number.IsNegative)
                value = -value;
            return status;
        }

        value = double.Parse(input[..consumed], NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? ElementStatus.Done : ElementStatus.OutOfRange;
    }
}
