using System.Globalization;
using System.Text;
using Slipway.Tasks.Tokenizers.Unicode;

namespace Slipway.Tasks.Tokenizers.Patterns;

/// <summary>The kinds of characters that patterns of tokenizers tell apart.</summary>
[Flags]
internal enum Kinds
{
    None = 0,
    Upper = 1,
    Lower = 2,

    /// <summary>Letters without case, and modifier letters.</summary>
    OtherLetter = 4,
    Mark = 8,
    Number = 16,

    /// <summary>White space but line ends.</summary>
    Space = 32,
    LineEnd = 64,
    Other = 128,

    Letter = Upper | Lower | OtherLetter,
    White = Space | LineEnd,
}

/// <summary>Steps of hand-written patterns; a character outside the BMP is one step.</summary>
internal static class Scan
{
    /// <summary>The kind of the character at <paramref name="at"/> and where the next one starts; None at the end.</summary>
    public static Kinds Kind(ReadOnlySpan<char> text, int at, out int next)
    {
        next = at + 1;
        if (at >= text.Length)
        {
            next = at;
            return Kinds.None;
        }

        var unit = text[at];
        if (unit < 0x80)
            return unit switch
            {
                >= 'a' and <= 'z' => Kinds.Lower,
                >= 'A' and <= 'Z' => Kinds.Upper,
                >= '0' and <= '9' => Kinds.Number,
                '\r' or '\n' => Kinds.LineEnd,
                ' ' or (>= '\t' and <= '\f') => Kinds.Space,
                _ => Kinds.Other,
            };

        Rune.DecodeFromUtf16(text[at..], out var rune, out var length);
        next = at + length;
        return Kind(rune);
    }

    /// <summary>The end of the run of characters of <paramref name="kinds"/> that starts at <paramref name="at"/>.</summary>
    public static int While(ReadOnlySpan<char> text, int at, Kinds kinds)
    {
        while ((Kind(text, at, out var next) & kinds) != Kinds.None)
            at = next;

        return at;
    }

    /// <summary>
    /// The end of 's, 't, 'm, 'd, 're, 've or 'll at <paramref name="at"/>, or at. With <paramref name="anyCase"/> also in
    /// capitals, and the long s, which is an s in another case.
    /// </summary>
    public static int Contraction(ReadOnlySpan<char> text, int at, bool anyCase)
    {
        if (at + 1 >= text.Length || text[at] != '\'')
            return at;

        var first = Fold(text[at + 1], anyCase);
        if (first is 's' or 't' or 'm' or 'd')
            return at + 2;

        if (at + 2 >= text.Length)
            return at;

        var second = Fold(text[at + 2], anyCase);
        return (first, second) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? at + 3 : at;
    }

    /// <summary>
    /// The end of the white space at <paramref name="at"/>; its last character is left to what follows, unless it is the
    /// only one or nothing follows.
    /// </summary>
    public static int WhiteSpace(ReadOnlySpan<char> text, int at)
    {
        var end = While(text, at, Kinds.White);
        // All white space is in the BMP.
        return end < text.Length && end - at > 1 ? end - 1 : end;
    }

    private static char Fold(char unit, bool anyCase) =>
        !anyCase ? unit
        : unit == '\u017f' ? 's'
        : char.IsAsciiLetterUpper(unit) ? (char)(unit | 0x20)
        : unit;

    private static Kinds Kind(Rune rune)
    {
        if (Characters.IsWhiteSpace(rune))
            return Kinds.Space;

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => Kinds.Upper,
            UnicodeCategory.LowercaseLetter => Kinds.Lower,
            UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Kinds.OtherLetter,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark =>
                Kinds.Mark,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber =>
                Kinds.Number,
            _ => Kinds.Other,
        };
    }
}
