using System.Globalization;
using System.Runtime.CompilerServices;

namespace Slipway.Protocols.Json.Reading;

/// <summary>
/// FP64, correctly rounded. Where digits and power of ten are both exact doubles one operation rounds once (Clinger's
/// fast path); the rest goes to the framework's parser.
/// </summary>
internal readonly struct DoubleFormat : IElementFormat<double>, IPlainRounding<double>
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

    public static int TakeRun(ReadOnlySpan<byte> input, Span<double> slots, out int consumed) =>
        PlainDecimal.TakeRun<double, DoubleFormat>(input, slots, out consumed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IPlainRounding<double>.TryRound(ulong digits, int fraction, int sign, out double value)
    {
        value = 0;
        if (digits > LargestExactInteger || fraction >= PowersOfTen.ExactCount)
            return false;
        var magnitude = (long)digits / PowersOfTen.Table[fraction];
        value = sign == 0 ? magnitude : -magnitude;
        return true;
    }
}
