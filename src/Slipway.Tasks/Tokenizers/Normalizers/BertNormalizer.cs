using System.Globalization;
using System.Text;
using Slipway.Tasks.Tokenizers.Text;

namespace Slipway.Tasks.Tokenizers.Normalizers;

/// <summary>What BERT does: no control characters, plain spaces, Chinese characters apart, no accents, small letters.</summary>
internal sealed class BertNormalizer(bool cleans, bool separatesChinese, bool stripsAccents, bool lowers) : Normalizer
{
    private static readonly UnicodeNormalizer Decomposition = new(NormalizationForm.FormD);

    public override void Normalize(NormalizedText text)
    {
        var ascii = Ascii.IsValid(text.Span);
        if (cleans)
            Clean(text);
        if (separatesChinese && !ascii)
            Separate(text);
        if (stripsAccents && !ascii)
        {
            Decomposition.Normalize(text);
            TextEdits.Remove(text, static rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark);
        }

        if (lowers)
            TextEdits.Lower(text);
    }

    private static void Clean(NormalizedText text)
    {
        TextEdits.Remove(text, IsRemoved);
        foreach (ref var unit in text.Mutable)
        {
            if (char.IsWhiteSpace(unit))
                unit = ' ';
        }
    }

    private static bool IsRemoved(Rune rune)
    {
        if (rune.Value is '\t' or '\n' or '\r')
            return false;
        if (rune.IsAscii)
            return Rune.IsControl(rune);

        return rune.Value == 0xfffd
            || Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.PrivateUse;
    }

    private static void Separate(NormalizedText text)
    {
        var span = text.Span;
        if (span.IndexOfAnyInRange('\u3400', '\ufaff') < 0)
            return;

        var target = NormalizedText.Writable(text.Length * 2, text.Origin);
        for (int at = 0, length; at < span.Length; at += length)
        {
            Rune.DecodeFromUtf16(span[at..], out var rune, out length);
            if (!IsChinese(rune.Value))
            {
                target.Append(text, at, at + length);
                continue;
            }

            target.Append(' ', text.Original(at, at + length));
            target.Append(text, at, at + length);
            target.Append(' ', text.Original(at, at + length));
        }

        text.Become(target);
    }

    private static bool IsChinese(int value) =>
        value
            is (>= 0x4e00 and <= 0x9fff)
                or (>= 0x3400 and <= 0x4dbf)
                or (>= 0x20000 and <= 0x2a6df)
                or (>= 0x2a700 and <= 0x2b73f)
                or (>= 0x2b740 and <= 0x2b81f)
                or (>= 0x2b920 and <= 0x2ceaf)
                or (>= 0xf900 and <= 0xfaff)
                or (>= 0x2f800 and <= 0x2fa1f);
}
