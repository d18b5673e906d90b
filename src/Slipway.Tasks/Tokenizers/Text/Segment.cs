namespace Slipway.Tasks.Tokenizers.Text;

/// <summary>
/// A part of a text that goes to the model on its own. <paramref name="Origin"/> is where it starts in the original text;
/// <paramref name="Token"/> is the id of the added token that it is, or -1.
/// </summary>
internal readonly record struct Segment(NormalizedText Text, int Start, int End, int Origin, int Token = -1)
{
    public int Length => End - Start;

    public ReadOnlySpan<char> Span => Text.Span[Start..End];

    /// <summary>A part of this; <paramref name="start"/> and <paramref name="end"/> are positions in the text.</summary>
    public Segment Part(int start, int end, int token = -1) =>
        new(Text, start, end, start < end ? Text.OriginalStart(start) : Origin, token);
}
