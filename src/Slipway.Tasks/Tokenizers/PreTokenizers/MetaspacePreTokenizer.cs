using Slipway.Tasks.Tokenizers.Text;

namespace Slipway.Tasks.Tokenizers.PreTokenizers;

/// <summary>Where the character for a space is put in front of a text that does not start with one.</summary>
internal enum PrependScheme
{
    Always,

    /// <summary>Only where the segment is the text's start.</summary>
    First,
    Never,
}

/// <summary>Spaces become a visible character, and words start with it.</summary>
internal sealed class MetaspacePreTokenizer(char replacement, PrependScheme prepend, bool split) : PreTokenizer
{
    public override void PreTokenize(SegmentedText text)
    {
        text.Rewrite(this, static (step, segment, target) => step.Rewrite(segment, target));
        if (split)
            text.Split(replacement, static (at, segment, parts) => Split(at, segment, parts));
    }

    private void Rewrite(Segment segment, NormalizedText target)
    {
        var span = segment.Span;
        var first = span[0] == ' ' ? replacement : span[0];
        if (
            first != replacement
            && (prepend == PrependScheme.Always || (prepend == PrependScheme.First && segment.Origin == 0))
        )
            target.Append(replacement, segment.Text.Original(segment.Start, segment.Start + 1));

        for (var at = 0; at < span.Length; )
        {
            var space = span[at..].IndexOf(' ');
            var end = space < 0 ? span.Length : at + space;
            target.Append(segment.Text, segment.Start + at, segment.Start + end);
            if (space >= 0)
                target.Append(replacement, segment.Text.Original(segment.Start + end, segment.Start + end + 1));

            at = end + 1;
        }
    }

    private static void Split(char at, Segment segment, List<Segment> parts)
    {
        var span = segment.Span;
        var start = 0;
        while (start < span.Length)
        {
            var next = span[(start + 1)..].IndexOf(at);
            var end = next < 0 ? span.Length : start + 1 + next;
            parts.Add(segment.Part(segment.Start + start, segment.Start + end));
            start = end;
        }
    }
}
