using System.Globalization;
using System.Numerics;

namespace Slipway.Protocols.Json.Writing;

/// <summary>
/// Floats as the shortest text that reads back to the same value; what is not finite as <c>NaN</c>, <c>Infinity</c>,
/// <c>-Infinity</c>.
/// </summary>
internal static class FloatText
{
    /// <summary>Writes into <paramref name="span"/>, which has room for the longest number, and tells how much.</summary>
    /// <param name="span">Where to write.</param>
    /// <param name="value">What to write.</param>
    /// <param name="keepFraction">Whether a whole number has a fraction all the same: <c>4.0</c>.</param>
    public static int Write(Span<byte> span, float value, bool keepFraction) =>
        float.IsFinite(value) ? SingleText.Write(span, value, keepFraction) : WriteNonFinite(span, value);

    /// <inheritdoc cref="Write(Span{byte}, float, bool)"/>
    public static int Write<T>(Span<byte> span, T value, bool keepFraction)
        where T : IFloatingPointIeee754<T>
    {
        if (!T.IsFinite(value))
            return WriteNonFinite(span, value);
        value.TryFormat(span, out var length, default, CultureInfo.InvariantCulture);
        if (!keepFraction || span[..length].ContainsAny(".E"u8))
            return length;
        ".0"u8.CopyTo(span[length..]);
        return length + 2;
    }

    private static int WriteNonFinite<T>(Span<byte> span, T value)
        where T : IFloatingPointIeee754<T>
    {
        var word =
            T.IsNaN(value) ? "NaN"u8
            : T.IsPositive(value) ? "Infinity"u8
            : "-Infinity"u8;
        word.CopyTo(span);
        return word.Length;
    }
}
