using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Slipway.Protocols.Json.Reading;

/// <summary>
/// Up to eight decimal digits at a time, in one register (Lemire, "Quickly parsing eight digits", 2018, with digits counted
/// first).
/// </summary>
internal static class EightDigits
{
    private static ReadOnlySpan<uint> Powers =>
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    public static uint PowerOfTen(int exponent) => Powers[exponent];

    /// <summary>The number that the digits at <paramref name="offset"/> make.</summary>
    /// <param name="start">Text with at least eight more characters there.</param>
    /// <param name="offset">Where they begin.</param>
    /// <param name="count">How many there are, at most eight; 0 for none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(ref byte start, int offset, out int count)
    {
        var text = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset));
        if (!BitConverter.IsLittleEndian)
            text = BinaryPrimitives.ReverseEndianness(text);

        // Of a digit 0 to 9 is left, of everything else more: seen by the top bit after adding.
        var values = text ^ 0x3030_3030_3030_3030;
        var others = ((values + 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080;
        count = BitOperations.TrailingZeroCount(others) >> 3;
        if (count == 0)
            return 0;

        // To the end of the register, so that zeros stand in front; then pairs, fours and all eight.
        values <<= (8 - count) << 3;
        values = (values * 10) + (values >> 8);
        const ulong mask = 0x0000_00FF_0000_00FF;
        return (((values & mask) * 0x000F_4240_0000_0064) + (((values >> 16) & mask) * 0x0000_2710_0000_0001)) >> 32;
    }
}
