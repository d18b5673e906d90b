using Slipway.Tasks.Tokenizers.Text;

namespace Slipway.Tasks.Tokenizers.PreTokenizers;

/// <summary>Pieces of a number of code points.</summary>
internal sealed class FixedLengthPreTokenizer(int length) : PreTokenizer
{
    public override void PreTokenize(SegmentedText text) =>
        text.Split(length, static (length, segment, parts) => Split(length, segment, parts));

    private static void Split(int length, Segment segment, List<Segment> parts)
    {
        var span = segment.Span;
        var (start, count) = (0, 0);
        for (var at = 0; at < span.Length; )
        {
            at += char.IsHighSurrogate(span[at]) && at + 1 < span.Length ? 2 : 1;
            if (++count < length && at < span.Length)
                continue;

            parts.Add(segment.Part(segment.Start + start, segment.Start + at));
            (start, count) = (at, 0);
        }
    }
}
