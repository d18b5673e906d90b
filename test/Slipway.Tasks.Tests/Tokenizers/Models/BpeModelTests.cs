using CsCheck;
using Slipway.Tasks.Tokenizers.Models;
using Slipway.Tasks.Tokenizers.Text;

namespace Slipway.Tasks.Tests.Tokenizers.Models;

public sealed class BpeModelTests
{
    private const string Letters = "abc_";

    // Vocabularies of four letters and of up to twelve merges of what is there already, and long texts of those letters.
    private static readonly Gen<(int[] Picks, string Text)> Cases = Gen.Select(
        Gen.Int[0, 1 << 20].Array[0, 12],
        Gen.Char[Letters].Array[33, 300],
        (picks, text) => (picks, new string(text))
    );

    [Fact]
    public void Tokenize_LongText_IsAsIfMergedWhole() =>
        Cases.Sample(
            @case =>
            {
                var (vocabulary, merges) = Learn(@case.Picks);
                var model = new BpeModel(vocabulary, merges, new BpeSettings());

                Tokens(model, @case.Text).Should().Equal(Whole(vocabulary, merges, @case.Text));
            },
            iter: 2_000
        );

    private static (Vocabulary Vocabulary, BpeMerges Merges) Learn(int[] picks)
    {
        var tokens = Letters.Select(letter => $"{letter}").ToList();
        var merges = new Dictionary<long, BpeMerge>();
        foreach (var pick in picks)
        {
            var (left, right) = (pick % tokens.Count, pick / tokens.Count % tokens.Count);
            var merged = tokens[left] + tokens[right];
            if (tokens.Contains(merged))
                continue;

            merges.Add(BpeMerges.Pair(left, right), new BpeMerge(merges.Count, tokens.Count));
            tokens.Add(merged);
        }

        return (
            new Vocabulary(tokens.Index().ToDictionary(pair => pair.Item, pair => pair.Index)),
            new BpeMerges(merges)
        );
    }

    private static List<(int Id, int Start, int End)> Tokens(BpeModel model, string text)
    {
        var sink = new TokenSink(countsSpaces: false);
        sink.Begin(new Segment(NormalizedText.From(text), 0, text.Length, 0));
        model.Tokenize(text, sink);
        return [.. sink.Tokens.ToArray().Select(token => (token.Id, token.Start, token.End))];
    }

    private static List<(int Id, int Start, int End)> Whole(Vocabulary vocabulary, BpeMerges merges, string text)
    {
        var symbols = text.Select((unit, i) => new BpeSymbol(vocabulary.IdOf($"{unit}")!.Value, i, i + 1)).ToArray();
        var count = merges.Apply(symbols);
        return [.. symbols.Take(count).Select(symbol => (symbol.Id, symbol.Start, symbol.End))];
    }
}
