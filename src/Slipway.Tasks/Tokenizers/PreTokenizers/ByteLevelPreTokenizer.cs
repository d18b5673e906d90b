using Slipway.Tasks.Tokenizers.Patterns;
using Slipway.Tasks.Tokenizers.Text;

namespace Slipway.Tasks.Tokenizers.PreTokenizers;

/// <summary>Cuts as GPT-2 does, and writes the bytes of the text as visible characters.</summary>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool usesPattern) : PreTokenizer
{
    public override void PreTokenize(SegmentedText text)
    {
        if (addPrefixSpace)
            text.Rewrite(0, static (_, segment, target) => AddSpace(segment, target));
        if (usesPattern)
            text.Split(0, static (_, segment, parts) => Split(segment, parts));

        text.Rewrite(0, static (_, segment, target) => ByteLevelText.Write(segment, target));
    }

    private static void AddSpace(Segment segment, NormalizedText target)
    {
        if (segment.Span[0] != ' ')
        {
            var end = segment.Length > 1 && char.IsHighSurrogate(segment.Span[0]) ? 2 : 1;
            target.Append(' ', segment.Text.Original(segment.Start, segment.Start + end));
        }

        target.Append(segment.Text, segment.Start, segment.End);
    }

    private static void Split(Segment segment, List<Segment> parts)
    {
        var splitter = new Splitter(segment, parts, SplitBehavior.Isolated);
        var span = segment.Span;
        for (var at = 0; at < span.Length; )
        {
            var end = Gpt2Pattern.Instance.Match(span, at);
            splitter.Match(at, end);
            at = end;
        }

        splitter.Finish();
    }
}
