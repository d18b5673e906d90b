using System.Text;
using Slipway.Tasks.Tokenizers.Text;
using Slipway.Tasks.Tokenizers.Unicode;

namespace Slipway.Tasks.Tokenizers.PreTokenizers;

/// <summary>Splits at single characters of a kind: white space, punctuation, digits, one given character.</summary>
internal sealed class CharacterSplit(Func<Rune, bool> isDelimiter, SplitBehavior behavior) : PreTokenizer
{
    public static CharacterSplit WhiteSpace { get; } = new(Characters.IsWhiteSpace, SplitBehavior.Removed);

    public static CharacterSplit Punctuation(SplitBehavior behavior) => new(Characters.IsPunctuation, behavior);

    public static CharacterSplit Digits(bool individual) =>
        new(Characters.IsNumber, individual ? SplitBehavior.Isolated : SplitBehavior.Contiguous);

    public static CharacterSplit Delimiter(Rune delimiter) => new(rune => rune == delimiter, SplitBehavior.Removed);

    public override void PreTokenize(SegmentedText text) =>
        text.Split(this, static (split, segment, parts) => split.Split(segment, parts));

    private void Split(Segment segment, List<Segment> parts)
    {
        var splitter = new Splitter(segment, parts, behavior);
        var span = segment.Span;
        for (int at = 0, length; at < span.Length; at += length)
        {
            Rune.DecodeFromUtf16(span[at..], out var rune, out length);
            if (isDelimiter(rune))
                splitter.Match(at, at + length);
        }

        splitter.Finish();
    }
}
