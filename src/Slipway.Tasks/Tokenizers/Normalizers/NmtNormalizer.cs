using Slipway.Tasks.Tokenizers.Text;

namespace Slipway.Tasks.Tokenizers.Normalizers;

/// <summary>Removes control characters and makes spaces of the many kinds of them, as SentencePiece's nmt rules do.</summary>
internal sealed class NmtNormalizer : Normalizer
{
    public override void Normalize(NormalizedText text)
    {
        TextEdits.Remove(
            text,
            static rune => rune.Value is (>= 1 and <= 8) or 0xb or (>= 0xe and <= 0x1f) or 0x7f or 0x8f or 0x9f
        );
        foreach (ref var unit in text.Mutable)
        {
            if (
                unit
                is '\t'
                    or '\n'
                    or '\f'
                    or '\r'
                    or '\u1680'
                    or (>= '\u200b' and <= '\u200f')
                    or '\u2028'
                    or '\u2029'
                    or '\u2581'
                    or '\ufeff'
                    or '\ufffd'
            )
                unit = ' ';
        }
    }
}
