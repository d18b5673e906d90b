using Slipway.Tasks.Tokenizers.Added;
using Slipway.Tasks.Tokenizers.Text;

namespace Slipway.Tasks.Tokenizers.PreTokenizers;

/// <summary>Makes a token of each symbol that a model's maker defined.</summary>
internal sealed class SymbolPreTokenizer(TokenMatcher symbols) : PreTokenizer
{
    public override void PreTokenize(SegmentedText text) =>
        text.Split(symbols, static (symbols, segment, parts) => Split(symbols, segment, parts));

    private static void Split(TokenMatcher symbols, Segment segment, List<Segment> parts)
    {
        var span = segment.Span;
        var done = 0;
        while (symbols.TryFind(span, done, out var start, out var end, out var token))
        {
            if (done < start)
                parts.Add(segment.Part(segment.Start + done, segment.Start + start));

            parts.Add(segment.Part(segment.Start + start, segment.Start + end, token.Id));
            done = end;
        }

        if (done < span.Length)
            parts.Add(segment.Part(segment.Start + done, segment.End));
    }
}
