using System.Buffers.Binary;
using System.Numerics;

namespace Slipway.Protocols.Json.Writing;

/// <summary>
/// The digits of a float as text, with the point or the exponent where the framework would put it: up to nine places
/// before the point and three zeros behind it, an exponent beyond. Digits are moved eight at a time.
/// </summary>
internal static class SingleText
{
    private const uint EightDigits = 100_000_000;
    private const int MostDigits = 9;
    private const int MostLeadingZeros = 3;
    private const ulong Zeros = 0x3030303030303030;

    /// <summary>Writes a number and tells how long it is; what follows it in the span, up to 24 bytes, is overwritten.</summary>
    /// <param name="span">Where to write: at least 24 bytes.</param>
    /// <param name="value">Finite.</param>
    /// <param name="keepFraction">Whether a whole number has a fraction all the same: <c>4.0</c>.</param>
    public static int Write(Span<byte> span, float value, bool keepFraction)
    {
        span[0] = (byte)'-';
        var sign = float.IsNegative(value) ? 1 : 0;
        var text = span[sign..];
        if (value == 0)
        {
            text[0] = (byte)'0';
            return sign + (keepFraction ? AddFraction(text, 1) : 1);
        }

        ShortestSingle.Find(Math.Abs(value), out var digits, out var exponent);
        Split(digits, out var first, out var rest, out var count, out var point);
        point += exponent;
        text[0] = first;
        if (point is > MostDigits or < -MostLeadingZeros)
            return sign + WriteScientific(text, rest, count, point - 1);
        if (point <= 0)
            return sign + WriteBelowOne(text, first, rest, count, -point);
        WriteDigits(text[1..], rest);
        if (count > point)
            return sign + InsertPoint(text, rest, count, point);
        return sign + (keepFraction ? AddFraction(text, point) : point);
    }

    /// <summary>The first digit, the others with zeros behind them, how many there are, and how many there were with zeros.</summary>
    private static void Split(uint digits, out byte first, out ulong rest, out int count, out int length)
    {
        var top = digits / EightDigits;
        rest = Spread(digits - top * EightDigits);
        length = MostDigits;
        if (top == 0)
        {
            var leading = BitOperations.TrailingZeroCount(rest) / 8;
            rest >>= 8 * leading;
            top = (byte)rest;
            rest >>= 8;
            length = MostDigits - 1 - leading;
        }

        first = (byte)('0' + top);
        count = MostDigits - BitOperations.LeadingZeroCount(rest) / 8;
    }

    /// <summary>Eight digits as bytes from 0 to 9, the first in the lowest: halves of halves, each by a multiplication.</summary>
    private static ulong Spread(uint digits)
    {
        var upper = digits / 10_000;
        var fours = upper | ((ulong)(digits - upper * 10_000) << 32);
        var hundreds = ((fours * 10_486) >> 20) & 0x0000007F0000007F;
        var pairs = hundreds | ((fours - hundreds * 100) << 16);
        var tens = ((pairs * 103) >> 10) & 0x000F000F000F000F;
        return tens | ((pairs - tens * 10) << 8);
    }

    private static int WriteBelowOne(Span<byte> text, byte first, ulong rest, int count, int zeros)
    {
        "0.000"u8.CopyTo(text);
        text[2 + zeros] = first;
        WriteDigits(text[(3 + zeros)..], rest);
        return 2 + zeros + count;
    }

    private static int InsertPoint(Span<byte> text, ulong rest, int count, int point)
    {
        text[point] = (byte)'.';
        WriteDigits(text[(point + 1)..], rest >> (8 * (point - 1)));
        return count + 1;
    }

    private static int WriteScientific(Span<byte> text, ulong rest, int count, int exponent)
    {
        var end = 1;
        if (count > 1)
        {
            text[1] = (byte)'.';
            WriteDigits(text[2..], rest);
            end = count + 1;
        }

        var (tens, ones) = Math.DivRem(Math.Abs(exponent), 10);
        text[end] = (byte)'E';
        text[end + 1] = (byte)(exponent < 0 ? '-' : '+');
        text[end + 2] = (byte)('0' + tens);
        text[end + 3] = (byte)('0' + ones);
        return end + 4;
    }

    private static int AddFraction(Span<byte> text, int length)
    {
        ".0"u8.CopyTo(text[length..]);
        return length + 2;
    }

    private static void WriteDigits(Span<byte> text, ulong digits) =>
        BinaryPrimitives.WriteUInt64LittleEndian(text, digits | Zeros);
}
