using Slipway.Tasks.Tokenizers.Patterns;
using Slipway.Tasks.Tokenizers.Text;

namespace Slipway.Tasks.Tokenizers.PreTokenizers;

/// <summary>Splits at what a pattern matches, or where <paramref name="inverted"/> at what it does not.</summary>
internal sealed class SplitPreTokenizer(TextPattern pattern, SplitBehavior behavior, bool inverted) : PreTokenizer
{
    public override void PreTokenize(SegmentedText text) =>
        text.Split(this, static (step, segment, parts) => step.Split(segment, parts));

    private void Split(Segment segment, List<Segment> parts)
    {
        var splitter = new Splitter(segment, parts, behavior, inverted);
        pattern.ForEachMatch(
            segment.Span,
            ref splitter,
            static (ref splitter, start, end) => splitter.Match(start, end)
        );
        splitter.Finish();
    }
}
