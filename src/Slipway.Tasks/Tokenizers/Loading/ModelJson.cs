using Slipway.Tasks.Tokenizers.Models;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>The <c>model</c> of a <c>tokenizer.json</c>.</summary>
internal static class ModelJson
{
    public static TokenModel Read(JsonPart model) =>
        TypeOf(model) switch
        {
            "WordPiece" => WordPiece(model),
            "WordLevel" => new WordLevelModel(ReadVocabulary(model), model.Text("unk_token", "<unk>")),
            "BPE" => Bpe(model),
            "Unigram" => Unigram(model),
            var type => throw model.Unknown("model", type),
        };

    /// <summary>Old files have no type; what they hold tells it.</summary>
    private static string TypeOf(JsonPart model) =>
        model.Find("type")?.AsText()
        ?? (
            model.Find("merges") is not null ? "BPE"
            : model.Find("vocab") is { IsArray: true } ? "Unigram"
            : model.Find("max_input_chars_per_word") is not null ? "WordPiece"
            : "WordLevel"
        );

    private static WordPieceModel WordPiece(JsonPart model)
    {
        var vocabulary = ReadVocabulary(model);
        var unknown = model.Text("unk_token", "[UNK]");
        return new WordPieceModel(
            vocabulary,
            vocabulary.IdOf(unknown)
                ?? throw model.Wrong($"has no token '{unknown}' in its vocabulary, which unk_token names; add it"),
            model.Text("continuing_subword_prefix", "##"),
            model.Find("max_input_chars_per_word")?.AsCount() ?? 100
        );
    }

    private static BpeModel Bpe(JsonPart model)
    {
        if (model.Find("dropout") is { } dropout && dropout.AsDouble() != 0)
            throw dropout.Wrong("is for training, where the same text gives other tokens each time; set it to null");

        var vocabulary = ReadVocabulary(model);
        var prefix = model.Text("continuing_subword_prefix", "");
        var pairs = model.Get("merges").Items().Select(item => (item.Path, Pair: ReadMerge(item)));
        var unknown = model.Find("unk_token")?.AsText();
        return new BpeModel(
            vocabulary,
            MergeTable.Build(
                vocabulary,
                pairs.Select(pair => (pair.Path, pair.Pair.Left, pair.Pair.Right)),
                prefix,
                model.File
            ),
            new BpeSettings
            {
                Unknown = vocabulary.IdOf(unknown),
                FuseUnknown = model.Bool("fuse_unk", false),
                ByteFallback = model.Bool("byte_fallback", false),
                IgnoreMerges = model.Bool("ignore_merges", false),
                Prefix = prefix,
                Suffix = model.Text("end_of_word_suffix", ""),
            }
        );
    }

    private static (string Left, string Right) ReadMerge(JsonPart merge)
    {
        if (merge.IsString)
        {
            var text = merge.AsText();
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            return space > 0 && space < text.Length - 1 && text.IndexOf(' ', space + 1) < 0
                ? (text[..space], text[(space + 1)..])
                : throw merge.Wrong($"is '{text}'; a merge is two tokens with one space between them");
        }

        if (merge.IsArray && merge.Element.GetArrayLength() == 2)
            return (merge.Items().First().AsText(), merge.Items().Last().AsText());

        throw merge.Wrong("must be two tokens");
    }

    private static UnigramModel Unigram(JsonPart model)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var scores = new List<double>();
        foreach (var item in model.Get("vocab").Items())
        {
            if (!item.IsArray || item.Element.GetArrayLength() != 2)
                throw item.Wrong("must be a token and its score");

            ids[item.Items().First().AsText()] = scores.Count;
            scores.Add(item.Items().Last().AsDouble());
        }

        var unknown = model.Find("unk_id")?.AsCount();
        if (unknown >= scores.Count)
            throw model.Wrong($"has {scores.Count} tokens, and unk_id is {unknown}; it must be one of them");

        return new UnigramModel(new Vocabulary(ids), [.. scores], unknown, model.Bool("byte_fallback", false));
    }

    private static Vocabulary ReadVocabulary(JsonPart model)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (token, id) in model.Get("vocab").Members())
            ids[token] = id.AsCount();

        return new Vocabulary(ids);
    }
}
