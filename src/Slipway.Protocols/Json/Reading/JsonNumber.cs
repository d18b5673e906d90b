using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Slipway.Protocols.Json.Reading;

/// <summary>A JSON number taken apart: ±<see cref="Digits"/> × 10^<see cref="Exponent"/>.</summary>
internal ref struct JsonNumber
{
    private const int MostDigits = 19;
    private const int LargestExponent = 1_000_000;

    // A sign, three times 8 digits, a point, and the character behind.
    private const int LongestPlain = 27;

    /// <summary>The first 19 significant digits.</summary>
    public ulong Digits;

    public int Exponent;

    public bool IsNegative;

    /// <summary>There were more significant digits than <see cref="Digits"/> holds.</summary>
    public bool IsCut;

    /// <summary>Written with a fraction or an exponent.</summary>
    public bool HasFraction;

    public int Length;

    /// <summary>
    /// Takes the number at the start of <paramref name="input"/> apart, by JSON's grammar (RFC 8259, section 6).
    /// </summary>
    public static ElementStatus Parse(ReadOnlySpan<byte> input, bool isComplete, out JsonNumber number) =>
        TryParsePlain(input, out number) ? ElementStatus.Done : ParseAny(input, isComplete, out number);

    /// <summary>
    /// The numbers that nearly all tensors are made of: up to 8 digits, and after a point up to 8 or 16 more, no exponent,
    /// and enough input behind it that nothing needs to be looked at twice. False for all others, also for wrong ones.
    /// </summary>
    private static bool TryParsePlain(ReadOnlySpan<byte> input, out JsonNumber number)
    {
        number = default;
        if (input.Length < LongestPlain)
            return false;
        ref var start = ref MemoryMarshal.GetReference(input);
        var i = start == '-' ? 1 : 0;
        var whole = EightDigits.Load(ref start, i, out var count);
        // A leading zero is the only digit; 8 digits may be the beginning of more.
        if (count is 0 or 8 || (count > 1 && Unsafe.Add(ref start, i) == '0'))
            return false;
        i += count;
        if (Unsafe.Add(ref start, i) == '.')
        {
            i++;
            var fraction = EightDigits.Load(ref start, i, out count);
            if (count == 0)
                return false;
            whole = whole * EightDigits.PowerOfTen(count) + fraction;
            i += count;
            number.Exponent = -count;
            if (count == 8)
            {
                fraction = EightDigits.Load(ref start, i, out count);
                // Over 19 digits are the business of the long way.
                if (count > 3)
                    return false;
                whole = whole * EightDigits.PowerOfTen(count) + fraction;
                i += count;
                number.Exponent -= count;
            }

            number.HasFraction = true;
        }

        if ((Unsafe.Add(ref start, i) | 0x20) == 'e')
            return false;
        number.Digits = whole;
        number.IsNegative = start == '-';
        number.Length = i;
        return true;
    }

    private static ElementStatus ParseAny(ReadOnlySpan<byte> input, bool isComplete, out JsonNumber number)
    {
        number = default;
        var i = 0;
        if (!input.IsEmpty && input[0] == '-')
        {
            number.IsNegative = true;
            i = 1;
        }

        if (i == input.Length)
            return isComplete ? ElementStatus.WrongKind : ElementStatus.Incomplete;
        if (input[i] - (uint)'0' > 9)
            return ElementStatus.WrongKind;

        var start = i;
        var significant = 0;
        var digits = 0UL;
        var exponent = 0;
        uint digit;
        while (i < input.Length && (digit = input[i] - (uint)'0') <= 9)
        {
            if (significant < MostDigits)
            {
                digits = digits * 10 + digit;
                significant += digits != 0 ? 1 : 0;
            }
            else
            {
                exponent++;
                number.IsCut = true;
            }

            i++;
        }

        if (input[start] == '0' && i - start > 1)
            return ElementStatus.Malformed;

        if (i < input.Length && input[i] == '.')
        {
            number.HasFraction = true;
            var fraction = ++i;
            while (i < input.Length && (digit = input[i] - (uint)'0') <= 9)
            {
                if (significant < MostDigits)
                {
                    digits = digits * 10 + digit;
                    significant += digits != 0 ? 1 : 0;
                    exponent--;
                }
                else
                {
                    number.IsCut = true;
                }

                i++;
            }

            if (i == fraction && (i < input.Length || isComplete))
                return ElementStatus.Malformed;
        }

        if (i < input.Length && (input[i] | 0x20) == 'e')
        {
            number.HasFraction = true;
            var status = ParseExponent(input, isComplete, ref i, ref exponent);
            if (status != ElementStatus.Done)
                return status;
        }

        if (i == input.Length && !isComplete)
            return ElementStatus.Incomplete;
        number.Digits = digits;
        number.Exponent = exponent;
        number.Length = i;
        return ElementStatus.Done;
    }

    private static ElementStatus ParseExponent(ReadOnlySpan<byte> input, bool isComplete, ref int i, ref int exponent)
    {
        i++;
        var isNegative = false;
        if (i < input.Length && input[i] is (byte)'+' or (byte)'-')
        {
            isNegative = input[i] == '-';
            i++;
        }

        var start = i;
        var value = 0;
        uint digit;
        while (i < input.Length && (digit = input[i] - (uint)'0') <= 9)
        {
            value = Math.Min(LargestExponent, value * 10 + (int)digit);
            i++;
        }

        if (i == start)
            return i == input.Length && !isComplete ? ElementStatus.Incomplete : ElementStatus.Malformed;
        exponent += isNegative ? -value : value;
        return ElementStatus.Done;
    }
}
