using System.Text;
using Slipway.Tasks.Tokenizers.Text;
using Slipway.Tasks.Tokenizers.Unicode;

namespace Slipway.Tasks.Tokenizers.PreTokenizers;

/// <summary>Words between white space, and each punctuation character on its own.</summary>
internal sealed class BertPreTokenizer : PreTokenizer
{
    public override void PreTokenize(SegmentedText text) =>
        text.Split(0, static (_, segment, parts) => Split(segment, parts));

    private static void Split(Segment segment, List<Segment> parts)
    {
        var span = segment.Span;
        var word = 0;
        for (int at = 0, length; at < span.Length; at += length)
        {
            var unit = span[at];
            length = 1;
            bool space,
                punctuation;
            if (char.IsAsciiLetterOrDigit(unit))
                continue;

            if (char.IsAscii(unit))
            {
                (space, punctuation) = (char.IsWhiteSpace(unit), unit > ' ' && unit < '\u007f');
            }
            else
            {
                Rune.DecodeFromUtf16(span[at..], out var rune, out length);
                (space, punctuation) = (Characters.IsWhiteSpace(rune), Characters.IsPunctuation(rune));
            }

            if (!space && !punctuation)
                continue;

            if (word < at)
                parts.Add(segment.Part(segment.Start + word, segment.Start + at));
            if (punctuation)
                parts.Add(segment.Part(segment.Start + at, segment.Start + at + length));

            word = at + length;
        }

        if (word < span.Length)
            parts.Add(segment.Part(segment.Start + word, segment.End));
    }
}
