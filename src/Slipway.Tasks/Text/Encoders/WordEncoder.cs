using System.Runtime.InteropServices;
using Slipway.Errors;
using Slipway.Tasks.Text.Words;

namespace Slipway.Tasks.Text.Encoders;

/// <summary>Whole words and, where the model takes them, their characters. Row 0 of such a model's tables is padding.</summary>
internal sealed class WordEncoder(WordTokenizer tokenizer, int charactersPerToken) : ITextEncoder
{
    public int PadId => 0;

    public int? MaxLength => null;

    public bool PassesOverPadding => true;

    public EncodedText Encode(string text)
    {
        var spans = WordTokenizer.Split(text);
        var words = CollectionsMarshal.AsSpan(spans);
        var ids = new long[spans.Count];
        tokenizer.FillWords(text, words, ids);
        var characters = new long[spans.Count * charactersPerToken];
        if (charactersPerToken > 0)
            tokenizer.FillCharacters(text, words, charactersPerToken, characters);
        return new EncodedText
        {
            Text = text,
            Body = new TokenRun(Narrow(ids), new int[ids.Length]) { Characters = Narrow(characters) },
            Offsets = spans,
            Words = [.. Enumerable.Range(0, ids.Length)],
        };
    }

    public EncodedText EncodeSecond(string first, string text) => throw NoPairs();

    public EncodedText EncodePair(string first, string second, int maxLength) => throw NoPairs();

    private static int[] Narrow(long[] ids) => Array.ConvertAll(ids, id => (int)id);

    private static ServingException NoPairs() =>
        ServingException.Unsupported("The model takes words of one text; it knows no pairs of texts.");
}
