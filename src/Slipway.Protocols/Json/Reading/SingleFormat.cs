using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Slipway.Protocols.Json.Reading;

/// <summary>
/// FP32, correctly rounded. Nearly every number takes the short way: an approximation in double precision whose error
/// is a few units in its last place decides the rounding to single precision unless it lies that close to the middle
/// between two floats. Those, and the ends of the range, go to the framework's parser.
/// </summary>
internal readonly struct SingleFormat : IElementFormat<float>, IPlainRounding<float>
{
    // The bits of a double below the last bit of a float, and the value they have in the middle of two floats.
    private const long BelowSingle = (1L << 29) - 1;
    private const long Middle = 1L << 28;

    // Digits to double, power of ten, their product or quotient, and an 18th digit left out: each at most one half to
    // one unit in the last place, under 3 in sum.
    private const long Doubt = 8;

    private const double SmallestNormal = 1.1754943508222875e-38;
    private const double Largest = float.MaxValue;

    public static ElementStatus Parse(ReadOnlySpan<byte> input, bool isComplete, out float value, out int consumed)
    {
        var status = JsonNumber.Parse(input, isComplete, out var number);
        consumed = number.Length;
        value = 0;
        if (status == ElementStatus.WrongKind)
        {
            status = Keyword.MatchNonFinite(input, isComplete, out var special, out consumed);
            value = (float)special;
            return status;
        }

        if (status != ElementStatus.Done || number.Digits == 0)
        {
            value = number.IsNegative ? -0f : 0f;
            return status;
        }

        if (!TryRound(number.Digits, number.Exponent, number.IsNegative, out value))
        {
            value = float.Parse(input[..consumed], NumberStyles.Float, CultureInfo.InvariantCulture);
            return float.IsFinite(value) ? ElementStatus.Done : ElementStatus.OutOfRange;
        }

        return ElementStatus.Done;
    }

    public static int TakeRun(ReadOnlySpan<byte> input, Span<float> slots, out int consumed) =>
        PlainDecimal.TakeRun<float, SingleFormat>(input, slots, out consumed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IPlainRounding<float>.TryRound(ulong digits, int fraction, int sign, out float value)
    {
        var magnitude = (long)digits * Unsafe.Add(ref MemoryMarshal.GetReference(PowersOfTen.Negative), fraction);
        value = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits((float)magnitude) | ((uint)sign << 31));
        return !IsInDoubt(magnitude);
    }

    // So close to the middle between two floats that the error of the approximation may decide.
    private static bool IsInDoubt(double magnitude)
    {
        var below = BitConverter.DoubleToInt64Bits(magnitude) & BelowSingle;
        return (ulong)(below - (Middle - Doubt)) <= 2 * Doubt;
    }

    private static bool TryRound(ulong digits, int exponent, bool isNegative, out float value)
    {
        value = 0;
        if (Math.Abs(exponent) >= PowersOfTen.Count)
            return false;
        var magnitude = exponent < 0 ? digits / PowersOfTen.Table[-exponent] : digits * PowersOfTen.Table[exponent];
        if (magnitude is < SmallestNormal or > Largest)
            return false;
        if (IsInDoubt(magnitude))
            return false;
        value = (float)(isNegative ? -magnitude : magnitude);
        return true;
    }
}
