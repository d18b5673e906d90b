using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    public static int TakeRun(ReadOnlySpan<byte> input, Span<double> slots, out int consumed)
    {
        consumed = 0;
        if (!PlainDecimal.IsSupported)
            return 0;
        ref var start = ref MemoryMarshal.GetReference(input);
        var last = input.Length - PlainDecimal.Lookahead - 2;
        var i = 0;
        var count = 0;
        while (count < slots.Length && i <= last)
        {
            var sign = Unsafe.Add(ref start, i) == '-' ? 1 : 0;
            var first = i + sign;
            if (
                !PlainDecimal.TryRead(
                    ref Unsafe.Add(ref start, first),
                    out var digits,
                    out var fraction,
                    out var length
                )
            )
                break;
            var end = first + length;
            if (Unsafe.Add(ref start, end) != ',' || digits > LargestExactInteger || fraction >= PowersOfTen.ExactCount)
                break;
            var magnitude = (long)digits / PowersOfTen.Table[fraction];
            slots[count++] = sign == 0 ? magnitude : -magnitude;
            i = end + (Unsafe.Add(ref start, end + 1) == ' ' ? 2 : 1);
        }

        consumed = i;
        return count;
    }
}
