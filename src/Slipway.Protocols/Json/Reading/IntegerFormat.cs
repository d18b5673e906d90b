using System.Numerics;

namespace Slipway.Protocols.Json.Reading;

/// <summary>Integers of any width: exact, range-checked, without fraction or exponent.</summary>
internal readonly struct IntegerFormat<T> : IElementFormat<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private const ulong LargestBeforeDigit = ulong.MaxValue / 10;

    private static ulong Largest => ulong.CreateTruncating(T.MaxValue);

    public static ElementStatus Parse(ReadOnlySpan<byte> input, bool isComplete, out T value, out int consumed)
    {
        value = T.Zero;
        consumed = 0;
        var i = 0;
        var isNegative = false;
        if (!input.IsEmpty && input[0] == '-')
        {
            isNegative = true;
            i = 1;
        }

        var start = i;
        var magnitude = 0UL;
        var overflow = false;
        uint digit;
        while (i < input.Length && (digit = input[i] - (uint)'0') <= 9)
        {
            overflow |= magnitude > LargestBeforeDigit || (magnitude == LargestBeforeDigit && digit > 5);
            magnitude = magnitude * 10 + digit;
            i++;
        }

        if (i == input.Length && !isComplete)
            return ElementStatus.Incomplete;
        if (i == start)
            return ElementStatus.WrongKind;
        if (input[start] == '0' && i - start > 1)
            return ElementStatus.Malformed;
        if (i < input.Length && input[i] is (byte)'.' or (byte)'e' or (byte)'E')
            return ElementStatus.NotIntegral;

        var largest = isNegative ? LargestNegative : Largest;
        if (overflow || magnitude > largest)
            return ElementStatus.OutOfRange;
        value = T.CreateTruncating(isNegative ? 0 - magnitude : magnitude);
        consumed = i;
        return ElementStatus.Done;
    }

    // The magnitude of MinValue: 0 for an unsigned type, where only -0 passes.
    private static ulong LargestNegative => T.MinValue == T.Zero ? 0 : Largest + 1;
}
