using System.Globalization;
using System.Text;

namespace Slipway.Tasks.Tokenizers.Patterns;

/// <summary>
/// A text in which each character outside the BMP is one code unit: a rare character of the same category, and of the
/// same script for Chinese and Japanese ones.
/// </summary>
internal readonly ref struct StandIns
{
    private readonly int[]? _positions;

    private StandIns(ReadOnlySpan<char> text, int[]? positions)
    {
        Text = text;
        _positions = positions;
    }

    public ReadOnlySpan<char> Text { get; }

    /// <summary>The place in the real text.</summary>
    public int Position(int index) => _positions?[index] ?? index;

    public static StandIns Of(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAnyInRange('\ud800', '\udfff') < 0)
            return new StandIns(text, null);

        var units = new char[text.Length];
        var positions = new int[text.Length + 1];
        var count = 0;
        for (int at = 0, length; at < text.Length; at += length)
        {
            Rune.DecodeFromUtf16(text[at..], out var rune, out length);
            positions[count] = at;
            units[count++] = rune.IsBmp ? (char)rune.Value : StandIn(rune);
        }

        positions[count] = text.Length;
        return new StandIns(units.AsSpan(0, count), positions);
    }

    private static char StandIn(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter => '\ua7b1',
            UnicodeCategory.LowercaseLetter => '\ua7c8',
            UnicodeCategory.TitlecaseLetter => '\u1f88',
            UnicodeCategory.ModifierLetter => '\ua717',
            UnicodeCategory.OtherLetter when rune.Value is >= 0x20000 and < 0x40000 => '\u3400',
            UnicodeCategory.OtherLetter when rune.Value is >= 0x1aff0 and < 0x1b170 => '\u3096',
            UnicodeCategory.OtherLetter => '\u01bb',
            UnicodeCategory.NonSpacingMark => '\ua670',
            UnicodeCategory.SpacingCombiningMark => '\u0903',
            UnicodeCategory.EnclosingMark => '\ua671',
            UnicodeCategory.DecimalDigitNumber => '\ua620',
            UnicodeCategory.LetterNumber => '\ua6e6',
            UnicodeCategory.OtherNumber => '\ua830',
            UnicodeCategory.ConnectorPunctuation => '\ufe4d',
            UnicodeCategory.DashPunctuation => '\u1400',
            UnicodeCategory.OpenPunctuation => '\u2e26',
            UnicodeCategory.ClosePunctuation => '\u2e27',
            UnicodeCategory.InitialQuotePunctuation => '\u2e0c',
            UnicodeCategory.FinalQuotePunctuation => '\u2e0d',
            UnicodeCategory.OtherPunctuation => '\ua6f2',
            UnicodeCategory.MathSymbol => '\u2a00',
            UnicodeCategory.CurrencySymbol => '\ua838',
            UnicodeCategory.ModifierSymbol => '\ua700',
            UnicodeCategory.OtherSymbol => '\ua490',
            UnicodeCategory.Format => '\u206a',
            UnicodeCategory.PrivateUse => '\ue000',
            _ => '\u0378',
        };
}
