using System.Globalization;
using System.Numerics;

namespace Slipway.Serving.Inference.Classification;

/// <summary>
/// A value as Triton writes it, which is C's <c>%f</c> for floats: six decimals, never an exponent, <c>nan</c>,
/// <c>inf</c>; integers in full.
/// </summary>
internal static class ScoreText
{
    private const int Decimals = 6;
    private const int Million = 1_000_000;

    /// <summary>Above, a double has no fraction that could be half of a millionth.</summary>
    private const double HasNoTie = 1L << 46;

    public static int Write<T>(T value, Span<byte> destination)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double))
            return WriteFraction(double.CreateTruncating(value), destination);
        value.TryFormat(destination, out var written, default, CultureInfo.InvariantCulture);
        return written;
    }

    private static int WriteFraction(double value, Span<byte> destination)
    {
        if (!double.IsFinite(value))
        {
            var word =
                double.IsNaN(value) ? "nan"u8
                : value > 0 ? "inf"u8
                : "-inf"u8;
            word.CopyTo(destination);
            return word.Length;
        }

        if (TryRoundTie(value, out var millionths))
            return WriteMillionths(millionths, value < 0, destination);
        value.TryFormat(destination, out var written, "F6", CultureInfo.InvariantCulture);
        return written;
    }

    // C rounds what lies exactly in the middle to the even digit, .NET away from zero. Only an odd number of 128ths
    // lies there: twice ten to the sixth has 2 to the seventh in it.
    private static bool TryRoundTie(double value, out UInt128 millionths)
    {
        millionths = default;
        var magnitude = Math.Abs(value);
        var parts = magnitude * 128;
        if (magnitude > HasNoTie || parts != Math.Floor(parts) || (long)parts % 2 == 0)
            return false;
        var below = (UInt128)(long)parts * (Million / 64) / 2;
        millionths = below + (below & 1);
        return true;
    }

    private static int WriteMillionths(UInt128 millionths, bool isNegative, Span<byte> destination)
    {
        var length = 0;
        if (isNegative)
            destination[length++] = (byte)'-';
        (millionths / Million).TryFormat(destination[length..], out var whole, default, CultureInfo.InvariantCulture);
        length += whole;
        destination[length++] = (byte)'.';
        ((int)(millionths % Million)).TryFormat(destination[length..], out _, "D6", CultureInfo.InvariantCulture);
        return length + Decimals;
    }
}
