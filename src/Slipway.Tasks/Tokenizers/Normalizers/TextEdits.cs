using System.Text;
using Slipway.Tasks.Tokenizers.Text;

namespace Slipway.Tasks.Tokenizers.Normalizers;

/// <summary>Changes that several normalisers make.</summary>
internal static class TextEdits
{
    /// <summary>Leaves out the characters that <paramref name="drops"/> names.</summary>
    public static void Remove(NormalizedText text, Func<Rune, bool> drops)
    {
        if (!Any(text.Span, drops))
            return;

        var target = NormalizedText.Writable(text.Length, text.Origin);
        var span = text.Span;
        for (int at = 0, length; at < span.Length; at += length)
        {
            Rune.DecodeFromUtf16(span[at..], out var rune, out length);
            if (!drops(rune))
                target.Append(text, at, at + length);
        }

        text.Become(target);
    }

    /// <summary>Small letters, as Unicode's full mapping has them; İ becomes two characters.</summary>
    public static void Lower(NormalizedText text)
    {
        if (text.Span.Contains('\u0130'))
            ExpandDottedI(text);

        var span = text.Mutable;
        for (var at = 0; at < span.Length; at++)
        {
            var unit = span[at];
            if (unit < 0x80)
            {
                if (char.IsAsciiLetterUpper(unit))
                    span[at] = (char)(unit | 0x20);
            }
            else if (char.IsHighSurrogate(unit) && at + 1 < span.Length)
            {
                // No letter outside the BMP has its small one inside it.
                Rune.ToLowerInvariant(new Rune(unit, span[at + 1])).EncodeToUtf16(span[at..]);
                at++;
            }
            else
            {
                span[at] = char.ToLowerInvariant(unit);
            }
        }
    }

    private static void ExpandDottedI(NormalizedText text)
    {
        var target = NormalizedText.Writable(text.Length + 8, text.Origin);
        for (var at = 0; at < text.Length; at++)
        {
            if (text.Span[at] != '\u0130')
            {
                target.Append(text, at, at + 1);
                continue;
            }

            target.Append('i', text.Original(at, at + 1));
            target.Append('\u0307', text.Original(at, at + 1));
        }

        text.Become(target);
    }

    private static bool Any(ReadOnlySpan<char> span, Func<Rune, bool> matches)
    {
        foreach (var rune in span.EnumerateRunes())
        {
            if (matches(rune))
                return true;
        }

        return false;
    }
}
