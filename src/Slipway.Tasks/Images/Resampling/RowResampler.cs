using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Slipway.Tasks.Images.Resampling;

/// <summary>The two passes over pixels of four bytes: sums of weighted pixels along a row, and of whole rows.</summary>
internal static class RowResampler
{
    private const int Half = 1 << (ResampleWeights.FractionBits - 1);

    /// <summary>Resizes a row; <paramref name="target"/> has as many pixels as <paramref name="weights"/>.</summary>
    public static void Along(ReadOnlySpan<uint> source, ResampleWeights weights, Span<uint> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            var taps = weights.Weights(i);
            target[i] = Sum(source.Slice(weights.Start(i), taps.Length), taps);
        }
    }

    /// <summary>Adds a row, weighted, to the sums that become a row of the result.</summary>
    public static void Add(ReadOnlySpan<byte> row, int weight, Span<int> sums)
    {
        var factor = Vector128.Create(weight);
        ref var from = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(sums[..row.Length]);
        nuint i = 0;
        for (; i + 16 <= (nuint)row.Length; i += 16)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, i));
            AddFour(Vector128.WidenLower(low), factor, ref to, i);
            AddFour(Vector128.WidenUpper(low), factor, ref to, i + 4);
            AddFour(Vector128.WidenLower(high), factor, ref to, i + 8);
            AddFour(Vector128.WidenUpper(high), factor, ref to, i + 12);
        }

        for (; i < (nuint)row.Length; i++)
        {
            Unsafe.Add(ref to, i) += Unsafe.Add(ref from, i) * weight;
        }
    }

    /// <summary>Makes sums begin at a half, so that they are rounded in the end.</summary>
    public static void Begin(Span<int> sums) => sums.Fill(Half);

    /// <summary>Makes bytes of the sums.</summary>
    public static void End(ReadOnlySpan<int> sums, Span<byte> row)
    {
        ref var from = ref MemoryMarshal.GetReference(sums[..row.Length]);
        var target = MemoryMarshal.Cast<byte, uint>(row);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = Pack(Vector128.LoadUnsafe(ref from, (nuint)i * 4));
        }
    }

    // Two sums, because a multiplication takes several cycles.
    private static uint Sum(ReadOnlySpan<uint> pixels, ReadOnlySpan<int> weights)
    {
        var even = Vector128.Create(Half);
        var odd = Vector128<int>.Zero;
        var i = 0;
        for (; i + 2 <= pixels.Length; i += 2)
        {
            even += Channels(pixels[i]) * Vector128.Create(weights[i]);
            odd += Channels(pixels[i + 1]) * Vector128.Create(weights[i + 1]);
        }

        if (i < pixels.Length)
            even += Channels(pixels[i]) * Vector128.Create(weights[i]);
        return Pack(even + odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Channels(uint pixel) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(pixel).AsByte())).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFour(Vector128<uint> bytes, Vector128<int> factor, ref int sums, nuint at) =>
        (Vector128.LoadUnsafe(ref sums, at) + (bytes.AsInt32() * factor)).StoreUnsafe(ref sums, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Pack(Vector128<int> sums)
    {
        var values = Vector128.Clamp(
            Vector128.ShiftRightArithmetic(sums, ResampleWeights.FractionBits),
            Vector128<int>.Zero,
            Vector128.Create(255)
        );
        var shorts = Vector128.Narrow(values, values).AsUInt16();
        return Vector128.Narrow(shorts, shorts).AsUInt32().ToScalar();
    }
}
