using System.Globalization;
using System.Text;
using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Text.Words;

/// <summary>
/// Splits a text into the words of a word vocabulary. A word is the longest of these that begins where the last ended:
/// <list type="bullet">
/// <item>an address: <c>http://</c>, <c>https://</c> or <c>www.</c> and all up to the next space, <c>&lt;</c>, <c>&gt;</c> or
/// <c>"</c>, without the punctuation at its end;</item>
/// <item>letters with full stops: two or more single letters (<c>U.S.</c>, <c>p.m</c>), or one capital that is not <c>I</c>
/// (<c>F.</c>);</item>
/// <item>a run of letters, numbers and low lines; an apostrophe between letters (<c>don't</c>, <c>O’Neill</c>) and
/// <c>. , :</c> between digits (<c>1,000.50</c>, <c>10:30</c>) belong to it;</item>
/// <item>an ending: an apostrophe with <c>s</c>, <c>m</c>, <c>d</c>, <c>re</c>, <c>ve</c> or <c>ll</c> up to the end of the
/// run (<c>Florida</c> <c>'s</c>);</item>
/// <item>one ideograph;</item>
/// <item>any other character, repeated (<c>...</c>, <c>!!</c>).</item>
/// </list>
/// Marks and zero-width joiners belong to what is before them. Separators, control and format characters are in no word. So
/// <c>AT&amp;T</c>, <c>face-to-face</c>, <c>@user</c> and <c>#tag</c> are several words: what was labelled in one piece can
/// always be put together again, what is one word cannot be taken apart.
/// </summary>
/// <remarks>Thread-safe; time is linear in the text.</remarks>
public static class WordSplitter
{
    /// <summary>Punctuation that ends a sentence after an address rather than the address.</summary>
    private const string AfterAddress = ".,;:!?'\")]}\u2019\u201d\u2026";

    private static readonly string[] AddressStarts = ["http://", "https://", "www."];
    private static readonly string[] Endings = ["s", "m", "d", "re", "ve", "ll"];

    /// <summary>The words in order, in UTF-16 code units; never in the middle of a surrogate pair.</summary>
    public static List<TextSpan> Split(ReadOnlySpan<char> text)
    {
        var words = new List<TextSpan>();
        var at = 0;
        while (at < text.Length)
        {
            var kind = CharacterKinds.At(text, at, out var length);
            var end = kind == CharacterKind.Space ? at + length : EndOfWord(text, at, kind, length);
            if (kind != CharacterKind.Space)
                words.Add(new TextSpan(at, end));
            at = end;
        }

        return words;
    }

    /// <summary>Whether a word is an address: those have one entry in a vocabulary together.</summary>
    internal static bool IsAddress(ReadOnlySpan<char> word) => AddressStart(word) > 0;

    private static int EndOfWord(ReadOnlySpan<char> text, int start, CharacterKind kind, int length)
    {
        if (IsWord(kind))
        {
            if (EndOfAddress(text, start) is var address and > 0)
                return address;
            return EndOfLetters(text, start) is var letters and > 0 ? letters : EndOfRun(text, start);
        }

        if (IsApostrophe(text[start]) && EndOfEnding(text, start) is var ending and > 0)
            return ending;

        var point = CharacterKinds.PointAt(text, start, out _);
        var end = Extended(text, start + length);
        while (kind == CharacterKind.Other && CharacterKinds.PointAt(text, end, out var next) == point)
            end = Extended(text, end + next);
        return end;
    }

    private static int EndOfAddress(ReadOnlySpan<char> text, int start)
    {
        if (AddressStart(text[start..]) is not (var prefix and > 0))
            return 0;

        var least = start + prefix;
        var end = least;
        while (
            CharacterKinds.At(text, end, out var length) != CharacterKind.Space && text[end] is not ('<' or '>' or '"')
        )
            end += length;
        while (end > least && AfterAddress.Contains(text[end - 1], StringComparison.Ordinal))
            end--;
        return end > least ? end : 0;
    }

    private static int AddressStart(ReadOnlySpan<char> text)
    {
        foreach (var start in AddressStarts)
        {
            if (text.Length >= start.Length && Ascii.EqualsIgnoreCase(text[..start.Length], start))
                return start.Length;
        }

        return 0;
    }

    /// <summary>Where single letters with full stops end; 0 where none begin.</summary>
    private static int EndOfLetters(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        var letters = 0;
        while (CharacterKinds.At(text, end, out var length) == CharacterKind.Letter && !IsContinued(text, end + length))
        {
            var stopped = end + length < text.Length && text[end + length] == '.';
            if (!stopped && letters == 0)
                return 0;
            end += stopped ? length + 1 : length;
            letters++;
            if (!stopped)
                break;
        }

        return letters > 1 || (letters == 1 && IsInitial(text, start)) ? end : 0;
    }

    private static bool IsInitial(ReadOnlySpan<char> text, int at) =>
        text[at] != 'I'
        && CharUnicodeInfo.GetUnicodeCategory(CharacterKinds.PointAt(text, at, out _))
            == UnicodeCategory.UppercaseLetter;

    private static int EndOfRun(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        var before = CharacterKind.Space;
        while (true)
        {
            var kind = CharacterKinds.At(text, end, out var length);
            var joins = length > 0 && !IsWord(kind) && Joins(text, end, length, before);
            if (!IsWord(kind) && !joins)
                return end;
            end += length;
            before = kind;
            if (!joins && Extended(text, end) is var extended && extended > end)
            {
                end = extended;
                before = CharacterKind.Extender;
            }
        }
    }

    /// <summary>Whether a sign inside a run belongs to it.</summary>
    private static bool Joins(ReadOnlySpan<char> text, int at, int length, CharacterKind before)
    {
        var after = CharacterKinds.At(text, at + length, out _);
        if (IsApostrophe(text[at]))
            return before == CharacterKind.Letter && after == CharacterKind.Letter && EndOfEnding(text, at) == 0;
        return text[at] is '.' or ',' or ':' && before == CharacterKind.Digit && after == CharacterKind.Digit;
    }

    private static int EndOfEnding(ReadOnlySpan<char> text, int apostrophe)
    {
        foreach (var ending in Endings)
        {
            var end = apostrophe + 1 + ending.Length;
            if (
                end <= text.Length
                && Ascii.EqualsIgnoreCase(text[(apostrophe + 1)..end], ending)
                && !IsContinued(text, end)
            )
                return end;
        }

        return 0;
    }

    private static int Extended(ReadOnlySpan<char> text, int at)
    {
        while (CharacterKinds.At(text, at, out var length) == CharacterKind.Extender)
            at += length;
        return at;
    }

    private static bool IsContinued(ReadOnlySpan<char> text, int at) =>
        CharacterKinds.At(text, at, out _) is var kind && (IsWord(kind) || kind == CharacterKind.Extender);

    private static bool IsWord(CharacterKind kind) =>
        kind is CharacterKind.Letter or CharacterKind.Digit or CharacterKind.Number;

    private static bool IsApostrophe(char c) => c is '\'' or '\u2019';
}
