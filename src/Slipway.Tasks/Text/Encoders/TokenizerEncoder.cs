using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Text.Encoders;

/// <summary>Subwords, as transformers take them.</summary>
internal sealed class TokenizerEncoder(Tokenizer tokenizer, int? padId) : ITextEncoder
{
    private static readonly EncodeOptions Whole = new()
    {
        Truncation = TruncationSettings.None,
        Padding = PaddingSettings.None,
    };

    public Tokenizer Tokenizer { get; } = tokenizer;

    public int PadId { get; } = tokenizer.SpecialTokens.Pad ?? padId ?? tokenizer.Padding?.Id ?? 0;

    public int? MaxLength => Tokenizer.MaxLength;

    public bool PassesOverPadding => false;

    public EncodedText Encode(string text) => Frame(text, Tokenizer.Encode(text, null, Whole), 0);

    public EncodedText EncodeSecond(string first, string text) => Frame(text, Tokenizer.Encode(first, text, Whole), 1);

    public EncodedText EncodePair(string first, string second, int maxLength)
    {
        var options = Whole with { Truncation = new TruncationSettings { MaxLength = maxLength } };
        var encoding = Tokenizer.Encode(first, second, options);
        return new EncodedText
        {
            Text = first,
            Body = Run(encoding, 0, encoding.Count),
            Offsets = encoding.Offsets,
            Words = encoding.Words,
        };
    }

    // What the post-processor put around the text, whatever that is, stands around each window of it.
    private static EncodedText Frame(string text, Encoding encoding, int sequence)
    {
        var start = Array.IndexOf(encoding.Sequences, sequence);
        if (start < 0)
            return new EncodedText
            {
                Text = text,
                Before = Run(encoding, 0, encoding.Count),
                Body = TokenRun.Empty,
                Offsets = [],
                Words = [],
            };
        var end = Array.LastIndexOf(encoding.Sequences, sequence) + 1;
        return new EncodedText
        {
            Text = text,
            Before = Run(encoding, 0, start),
            Body = Run(encoding, start, end),
            After = Run(encoding, end, encoding.Count),
            Offsets = encoding.Offsets[start..end],
            Words = encoding.Words[start..end],
        };
    }

    private static TokenRun Run(Encoding encoding, int start, int end) =>
        new(encoding.Ids[start..end], encoding.TypeIds[start..end]);
}
