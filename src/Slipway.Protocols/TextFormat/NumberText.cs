using System.Globalization;

namespace Slipway.Protocols.TextFormat;

/// <summary>The number forms of the text format, without their sign.</summary>
internal static class NumberText
{
    private const int LongestFloat = 400;

    /// <summary>Decimal, hexadecimal (<c>0x1F</c>) or octal (<c>017</c>).</summary>
    public static bool TryWhole(ReadOnlySpan<char> text, out ulong value)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        return text is ['0', _, ..]
            ? TryOctal(text[1..], out value)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Decimal with or without point, exponent and a closing f; inf, infinity and nan in any case.</summary>
    public static bool TryFloat(ReadOnlySpan<char> text, out double value)
    {
        if (IsWord(text, "inf") || IsWord(text, "infinity"))
        {
            value = double.PositiveInfinity;
            return true;
        }

        if (IsWord(text, "nan"))
        {
            value = double.NaN;
            return true;
        }

        value = 0;
        if (text.Length is 0 or > LongestFloat || (!char.IsAsciiDigit(text[0]) && text[0] != '.'))
            return false;
        // 010 would be eight for an integer: neither reading of it is safe.
        if (text.Length > 1 && text[0] == '0' && text.IndexOfAnyExceptInRange('0', '9') < 0)
            return false;
        if (text[^1] is 'f' or 'F')
            text = text[..^1];
        return double.TryParse(
            text,
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out value
        );
    }

    private static bool TryOctal(ReadOnlySpan<char> text, out ulong value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (c is < '0' or > '7' || value > ulong.MaxValue >> 3)
                return false;
            value = (value << 3) | (uint)(c - '0');
        }

        return true;
    }

    private static bool IsWord(ReadOnlySpan<char> text, string word) =>
        text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
