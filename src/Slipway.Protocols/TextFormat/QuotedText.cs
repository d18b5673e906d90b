using System.Globalization;
using System.Text;

namespace Slipway.Protocols.TextFormat;

/// <summary>The content of quotes: UTF-8 with the escapes of C and those of Unicode.</summary>
internal static class QuotedText
{
    /// <summary>Appends the bytes that <paramref name="text"/> stands for; null, or what is wrong with an escape.</summary>
    public static string? Append(ReadOnlySpan<char> text, List<byte> content)
    {
        Span<byte> encoded = stackalloc byte[4];
        while (text.Length > 0)
        {
            var plain = text.IndexOf('\\');
            plain = plain < 0 ? text.Length : plain;
            AppendPlain(text[..plain], content);
            text = text[plain..];
            if (text.Length == 0)
                break;
            var length = Escape(text, encoded, out var written);
            if (length == 0)
                return $"the escape '{text[..Math.Min(text.Length, 10)]}' is none that is known";
            content.AddRange(encoded[..written]);
            text = text[length..];
        }

        return null;
    }

    private static void AppendPlain(ReadOnlySpan<char> text, List<byte> content)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        content.AddRange(bytes);
    }

    // The length of the escape, backslash included; 0 where it is none.
    private static int Escape(ReadOnlySpan<char> text, Span<byte> encoded, out int written)
    {
        written = 1;
        if (text.Length < 2)
            return 0;
        switch (text[1])
        {
            case >= '0' and <= '7':
                var digits = 1;
                while (digits < 3 && 1 + digits < text.Length && text[1 + digits] is >= '0' and <= '7')
                    digits++;
                var octal = 0;
                foreach (var digit in text.Slice(1, digits))
                    octal = (octal << 3) | (digit - '0');
                encoded[0] = (byte)octal;
                return octal <= byte.MaxValue ? 1 + digits : 0;
            case 'x' or 'X':
                var hex = 0;
                while (hex < 2 && 2 + hex < text.Length && char.IsAsciiHexDigit(text[2 + hex]))
                    hex++;
                if (hex == 0)
                    return 0;
                encoded[0] = byte.Parse(
                    text.Slice(2, hex),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture
                );
                return 2 + hex;
            case 'u' or 'U':
                return EscapeUnicode(text, encoded, out written);
            default:
                const string Letters = "abfnrtv?\\'\"";
                var letter = Letters.IndexOf(text[1]);
                if (letter < 0)
                    return 0;
                encoded[0] = (byte)"\a\b\f\n\r\t\v?\\'\""[letter];
                return 2;
        }
    }

    private static int EscapeUnicode(ReadOnlySpan<char> text, Span<byte> encoded, out int written)
    {
        written = 0;
        var length = text[1] == 'u' ? 6 : 10;
        if (!TryCode(text, length, out var code))
            return 0;
        // Two halves of a surrogate pair, each as an escape of its own.
        if (code is >= 0xD800 and <= 0xDBFF && TryCode(text[length..], 6, out var low))
        {
            if (low is < 0xDC00 or > 0xDFFF)
                return 0;
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            length += 6;
        }

        return Rune.TryCreate(code, out var rune) && rune.TryEncodeToUtf8(encoded, out written) ? length : 0;
    }

    private static bool TryCode(ReadOnlySpan<char> text, int length, out int code)
    {
        code = 0;
        return text.Length >= length
            && text[0] == '\\'
            && text[1] == (length == 6 ? 'u' : 'U')
            && int.TryParse(text[2..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code);
    }
}
