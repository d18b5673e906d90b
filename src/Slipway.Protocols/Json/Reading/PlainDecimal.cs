using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Slipway.Protocols.Json.Reading;

/// <summary>
/// Decimal numbers without sign and exponent, as nearly all tensors are made of: taken apart in one vector register, without
/// a branch that depends on how many digits there are. Pairs, fours and eights of digits are added up as in Muła,
/// "SIMD-ized faster parse of integers"; the point is closed up before.
/// </summary>
internal static class PlainDecimal
{
    // Bytes that must be readable from the start of a number.
    private const int Lookahead = 48;

    // Small enough that one digit in the last place is not too little for a float.
    private const int LongestFraction = 30;

    // Below it one more digit fits, and above it those left out weigh less than the last bit of a double.
    private const ulong Enough = 100_000_000_000_000_000;

    // Read at n: the first n bytes go to the end of the register, zeros come before them.
    // csharpier-ignore
    private static ReadOnlySpan<byte> ToTheEnd =>
        [
            0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        ];

    // Read at n: all but the last n bytes.
    // csharpier-ignore
    private static ReadOnlySpan<byte> Before =>
        [
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];

    /// <inheritdoc cref="IElementFormat{T}.TakeRun"/>
    public static int TakeRun<T, TRounding>(ReadOnlySpan<byte> input, Span<T> slots, out int consumed)
        where T : unmanaged
        where TRounding : IPlainRounding<T>
    {
        consumed = 0;
        if (!Sse41.IsSupported)
            return 0;
        ref var start = ref MemoryMarshal.GetReference(input);
        ref var slot = ref MemoryMarshal.GetReference(slots);
        // A sign before the number, and what stands behind the comma.
        var last = input.Length - Lookahead - 2;
        var i = 0;
        var count = 0;
        while (count < slots.Length && i <= last)
        {
            var sign = Unsafe.Add(ref start, i) == '-' ? 1 : 0;
            var first = i + sign;
            if (
                !TryRead(ref Unsafe.Add(ref start, first), out var digits, out var fraction, out var length)
                || Unsafe.Add(ref start, first + length) != ','
                || !TRounding.TryRound(digits, fraction, sign, out var value)
            )
            {
                break;
            }

            Unsafe.Add(ref slot, count++) = value;
            i = first + length + 1;
            if (Unsafe.Add(ref start, i) == ' ')
                i++;
        }

        consumed = i;
        return count;
    }

    /// <summary>
    /// Takes the number at <paramref name="start"/> apart. False for what is none by JSON's grammar (RFC 8259, section 6),
    /// and for a few that are: of over 15 characters before the point, over 29 digits behind it, or too long.
    /// </summary>
    /// <param name="start">Its first digit, with as many bytes behind it as <see cref="Lookahead"/> says.</param>
    /// <param name="digits">Its digits without the point; under 2^63. Over 17 significant ones may be cut.</param>
    /// <param name="fraction">How many of them stand behind the point.</param>
    /// <param name="length">Its characters. What follows is no digit, but may belong to it all the same: an exponent.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryRead(ref byte start, out ulong digits, out int fraction, out int length)
    {
        var values = Vector128.LoadUnsafe(ref start) - Vector128.Create((byte)'0');
        var others = Vector128.GreaterThan(values, Vector128.Create((byte)9)).ExtractMostSignificantBits();
        var whole = BitOperations.TrailingZeroCount(others | 0x10000);
        var isFraction = Unsafe.Add(ref start, whole) == '.';
        length = isFraction ? BitOperations.TrailingZeroCount((others & (others - 1)) | 0x10000) : whole;
        fraction = isFraction ? length - whole - 1 : 0;
        // No digit where there must be one, a leading zero that is not the only digit, or too long.
        if (whole == 0 || (whole > 1 && start == '0') || (isFraction ? fraction <= 0 : whole == 16))
        {
            digits = 0;
            return false;
        }

        var aligned = Ssse3.Shuffle(values, Read(ToTheEnd, length));
        // What stands before the point moves over it.
        if (isFraction)
        {
            aligned = Sse41.BlendVariable(aligned, Sse2.ShiftLeftLogical128BitLane(aligned, 1), Read(Before, fraction));
        }

        digits = Sum(aligned);
        return length < 16 || TryReadRest(ref start, ref digits, ref fraction, ref length);
    }

    /// <summary>16 digits, of which the first eight come to less than 2^32 as all eights do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Sum(Vector128<byte> digits)
    {
        var pairs = Ssse3.MultiplyAddAdjacent(digits, Vector128.Create((ushort)0x010A).AsSByte());
        var fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(0x0001_0064).AsInt16());
        var packed = Sse41.PackUnsignedSaturate(fours, fours).AsInt16();
        var eights = Sse2.MultiplyAddAdjacent(packed, Vector128.Create(0x0001_2710).AsInt16()).AsUInt64().ToScalar();
        return ((uint)eights * 100_000_000UL) + (eights >> 32);
    }

    /// <summary>The digits behind the first 16 characters.</summary>
    private static bool TryReadRest(ref byte start, ref ulong digits, ref int fraction, ref int length)
    {
        uint digit;
        while ((digit = Unsafe.Add(ref start, length) - (uint)'0') <= 9)
        {
            if (++length == Lookahead)
                return false;
            if (digits >= Enough)
                continue;
            digits = digits * 10 + digit;
            if (++fraction == LongestFraction)
                return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Read(ReadOnlySpan<byte> table, int offset) =>
        Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(table), (nuint)offset);
}
