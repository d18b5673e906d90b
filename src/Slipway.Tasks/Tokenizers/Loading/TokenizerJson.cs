using Slipway.Tasks.Tokenizers.Added;
using Slipway.Tasks.Tokenizers.Models;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>A <c>tokenizer.json</c> of Hugging Face's tokenizers.</summary>
internal static class TokenizerJson
{
    public static Tokenizer Read(JsonPart file, TokenizerConfig config)
    {
        var model = ModelJson.Read(file.Get("model"));
        var padding = file.Find("padding") is { } pads ? Padding(pads) : null;
        var added = file.Find("added_tokens") is { } tokens
            ? Place(AddedTokensJson.Read(tokens), model.Vocabulary)
            : [];
        return new Tokenizer(
            new TokenizerParts
            {
                Normalizer = file.Find("normalizer") is { } normalizer ? NormalizerJson.Read(normalizer) : null,
                PreTokenizer = file.Find("pre_tokenizer") is { } splits ? PreTokenizerJson.Read(splits) : null,
                Model = model,
                PostProcessor = file.Find("post_processor") is { } processor
                    ? PostProcessorJson.Read(processor)
                    : Processing.PostProcessor.None,
                Decoder = file.Find("decoder") is { } decoder ? DecoderJson.Read(decoder) : null,
                AddedTokens = added,
                SpecialTokens = config.Ids(IdOf, model.UnknownId, padding),
                Truncation = file.Find("truncation") is { } truncation ? Truncation(truncation) : null,
                Padding = padding,
                MaxLength = config.MaxLength,
            }
        );

        int? IdOf(string token) =>
            added.FirstOrDefault(one => one.Content == token)?.Id ?? model.Vocabulary.IdOf(token);
    }

    /// <summary>A token that the vocabulary has keeps the vocabulary's id, whatever the list says.</summary>
    private static AddedToken[] Place(IEnumerable<AddedToken> tokens, Vocabulary vocabulary) =>
        [
            .. tokens
                .Where(token => token.Content.Length > 0)
                .Select(token => vocabulary.IdOf(token.Content) is { } id ? token with { Id = id } : token),
        ];

    private static TruncationSettings Truncation(JsonPart part) =>
        new()
        {
            MaxLength = part.Get("max_length").AsCount() is > 0 and var length
                ? length
                : throw part.Wrong("has the max_length 0; it must be at least 1"),
            Stride = part.Find("stride")?.AsCount() ?? 0,
            Strategy = part.Text("strategy", "LongestFirst") switch
            {
                "LongestFirst" => TruncationStrategy.LongestFirst,
                "OnlyFirst" => TruncationStrategy.OnlyFirst,
                "OnlySecond" => TruncationStrategy.OnlySecond,
                var strategy => throw part.Wrong(
                    $"has the strategy '{strategy}'; it must be LongestFirst, OnlyFirst or OnlySecond"
                ),
            },
            FromLeft = part.Text("direction", "Right") == "Left",
        };

    private static PaddingSettings Padding(JsonPart part)
    {
        var strategy = part.Find("strategy");
        return new PaddingSettings
        {
            // The largest length that a model could take; a file that asks for more wants to fill the memory.
            Length = strategy is { IsObject: true } fixedLength
                ? Math.Min(fixedLength.Get("Fixed").AsCount(), 1 << 20)
                : null,
            MultipleOf = Math.Min(part.Find("pad_to_multiple_of")?.AsCount() ?? 0, 1 << 20),
            Id = part.Find("pad_id")?.AsCount() ?? 0,
            TypeId = part.Find("pad_type_id")?.AsCount() ?? 0,
            OnLeft = part.Text("direction", "Right") == "Left",
        };
    }
}
