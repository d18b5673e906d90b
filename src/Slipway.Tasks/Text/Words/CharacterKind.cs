using System.Globalization;
using System.Text;

namespace Slipway.Tasks.Text.Words;

/// <summary>What a code point is to the splitter.</summary>
internal enum CharacterKind
{
    /// <summary>Separators, control and format characters: in no word.</summary>
    Space = 0,
    Letter,

    /// <summary>A decimal digit of any script.</summary>
    Digit,

    /// <summary>Other numbers, and the low line: part of a word, but neither joined by an apostrophe nor by a full stop.</summary>
    Number,

    /// <summary>A word of its own: there are no spaces between the words of such scripts.</summary>
    Ideograph,

    /// <summary>Marks and zero-width joiners: they belong to what is before them.</summary>
    Extender,

    /// <summary>Punctuation, symbols, and what has no meaning: lone surrogates, unassigned code points.</summary>
    Other,
}

/// <summary>Reads code points out of UTF-16 with their kinds. The tables are the runtime's own and need no ICU.</summary>
internal static class CharacterKinds
{
    /// <summary>The kind of the code point at <paramref name="at"/> and its code units; a space of none past the end.</summary>
    public static CharacterKind At(ReadOnlySpan<char> text, int at, out int length)
    {
        var point = PointAt(text, at, out length);
        return length == 0 ? CharacterKind.Space : Of(point);
    }

    /// <summary>The code point; that of a lone surrogate is the surrogate.</summary>
    public static int PointAt(ReadOnlySpan<char> text, int at, out int length)
    {
        if ((uint)at >= (uint)text.Length)
        {
            length = 0;
            return -1;
        }

        if (Rune.DecodeFromUtf16(text[at..], out var rune, out length) == System.Buffers.OperationStatus.Done)
            return rune.Value;
        length = 1;
        return text[at];
    }

    private static CharacterKind Of(int point) =>
        CharUnicodeInfo.GetUnicodeCategory(point) switch
        {
            UnicodeCategory.UppercaseLetter
            or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter => IsIdeograph(point) ? CharacterKind.Ideograph : CharacterKind.Letter,
            UnicodeCategory.DecimalDigitNumber => CharacterKind.Digit,
            UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterKind.Number,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark =>
                CharacterKind.Extender,
            UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Control => CharacterKind.Space,
            UnicodeCategory.Format => point is 0x200C or 0x200D ? CharacterKind.Extender : CharacterKind.Space,
            _ => point == '_' ? CharacterKind.Number : CharacterKind.Other,
        };

    private static bool IsIdeograph(int point) =>
        point
            is >= 0x3400
                and <= 0x4DBF
                or >= 0x4E00
                and <= 0x9FFF
                or >= 0xF900
                and <= 0xFAFF
                or >= 0x20000
                and <= 0x3FFFF;
}
