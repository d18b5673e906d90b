using System.Globalization;
using System.Text;

namespace Slipway.Tasks.Tokenizers.Unicode;

/// <summary>
/// What characters are, by code point. All of it comes from tables inside the runtime and needs no ICU; a lone surrogate
/// counts as U+FFFD.
/// </summary>
internal static class Characters
{
    public static Rune At(ReadOnlySpan<char> text, int index)
    {
        Rune.DecodeFromUtf16(text[index..], out var rune, out _);
        return rune;
    }

    public static Rune Before(ReadOnlySpan<char> text, int index)
    {
        Rune.DecodeLastFromUtf16(text[..index], out var rune, out _);
        return rune;
    }

    /// <summary>A letter (\p{L}).</summary>
    public static bool IsLetter(Rune rune) => Rune.IsLetter(rune);

    /// <summary>A number of any kind (\p{N}).</summary>
    public static bool IsNumber(Rune rune) => Rune.IsNumber(rune);

    public static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark;

    public static bool IsWhiteSpace(Rune rune) => Rune.IsWhiteSpace(rune);

    /// <summary>Punctuation (\p{P}), and everything in ASCII that is neither letter, digit, space nor control.</summary>
    public static bool IsPunctuation(Rune rune) =>
        rune.IsAscii
            ? rune.Value is >= '!' and <= '/' or >= ':' and <= '@' or >= '[' and <= '`' or >= '{' and <= '~'
            : Rune.IsPunctuation(rune);

    /// <summary>
    /// A part of a word as Unicode's regular expressions say (\w): alphabetic characters, marks, decimal digits, connecting
    /// punctuation and the two joiners.
    /// </summary>
    public static bool IsWord(Rune rune) =>
        rune.IsAscii
            ? char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '_'
            : Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.UppercaseLetter
                    or UnicodeCategory.LowercaseLetter
                    or UnicodeCategory.TitlecaseLetter
                    or UnicodeCategory.ModifierLetter
                    or UnicodeCategory.OtherLetter
                    or UnicodeCategory.NonSpacingMark
                    or UnicodeCategory.SpacingCombiningMark
                    or UnicodeCategory.EnclosingMark
                    or UnicodeCategory.DecimalDigitNumber
                    or UnicodeCategory.LetterNumber
                    or UnicodeCategory.ConnectorPunctuation
                || rune.Value
                    is 0x200c
                        or 0x200d
                        // Symbols that are alphabetic: circled, squared and boxed letters.
                        or (>= 0x24b6 and <= 0x24e9)
                        or (>= 0x1f130 and <= 0x1f149)
                        or (>= 0x1f150 and <= 0x1f169)
                        or (>= 0x1f170 and <= 0x1f189);
}
