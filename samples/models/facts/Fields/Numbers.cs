using System.Globalization;

namespace Slipway.Samples.Facts.Fields;

/// <summary>Reads numbers with separators of thousands and of decimals, whichever way round they are.</summary>
internal static class Numbers
{
    private const int MostDigits = 24;

    /// <param name="text">Digits with points, commas, blanks and apostrophes between them.</param>
    /// <param name="isScaled">Whether a word like "million" follows: a group of three is then a fraction.</param>
    /// <param name="value">The number.</param>
    public static bool TryParse(ReadOnlySpan<char> text, bool isScaled, out decimal value)
    {
        value = 0;
        var lastPoint = text.LastIndexOf('.');
        var lastComma = text.LastIndexOf(',');
        var last = Math.Max(lastPoint, lastComma);
        var isDecimal = last >= 0 && IsDecimal(text, last, lastPoint >= 0 && lastComma >= 0, isScaled);
        Span<char> digits = stackalloc char[MostDigits + 1];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var isMark = isDecimal && i == last;
            if (!isMark && !char.IsAsciiDigit(text[i]))
                continue;
            if (length == digits.Length)
                return false;
            digits[length++] = isMark ? '.' : text[i];
        }

        return length > 0
            && decimal.TryParse(
                digits[..length],
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out value
            );
    }

    private static bool IsDecimal(ReadOnlySpan<char> text, int last, bool hasBoth, bool isScaled)
    {
        var mark = text[last];
        if (text[..last].Contains(mark))
            return false;
        if (hasBoth || isScaled)
            return true;
        // 1,234 and 1.234 are thousands; 0.123 and 12.5 are not.
        var behind = text.Length - last - 1;
        return behind != 3 || text[0] == '0' || last > 3;
    }

    /// <summary>Without zeros behind the last digit.</summary>
    public static string Write(decimal value) =>
        value.ToString("0.############################", CultureInfo.InvariantCulture);
}
