using Slipway.Errors;
using Slipway.Tasks.Tokenizers.Added;
using Slipway.Tasks.Tokenizers.Decoders;
using Slipway.Tasks.Tokenizers.Models;
using Slipway.Tasks.Tokenizers.Normalizers;
using Slipway.Tasks.Tokenizers.Patterns;
using Slipway.Tasks.Tokenizers.PreTokenizers;
using Slipway.Tasks.Tokenizers.Processing;
using Slipway.Tasks.Tokenizers.Unicode;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>A <c>*.model</c> of SentencePiece: Unigram or BPE.</summary>
internal static class SentencePieceFile
{
    public static Tokenizer Read(string path, TokenizerConfig config)
    {
        var file = Path.GetFileName(path);
        if (config.ClassName?.Contains("XLMRoberta", StringComparison.Ordinal) == true)
            throw ServingException.Unsupported(
                $"{file}: the ids of XLM-RoBERTa are not those of its SentencePiece model; put its tokenizer.json beside it."
            );

        var proto = SentencePieceModel.Parse(TokenizerFile.ReadBytes(path), file);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < proto.Pieces.Count; i++)
            ids[proto.Pieces[i].Text] = i;

        var vocabulary = new Vocabulary(ids);
        var model = Model(proto, vocabulary, file);
        var symbols = new TokenMatcher(Symbols(proto));
        var added = Added(proto, config);
        return new Tokenizer(
            new TokenizerParts
            {
                Normalizer = Normalizer(proto, symbols, file),
                PreTokenizer = symbols.IsEmpty ? null : new SymbolPreTokenizer(symbols),
                Model = model,
                PostProcessor = Processor(config, vocabulary),
                Decoder = Decoder(proto),
                AddedTokens = added,
                SpecialTokens = config.Ids(
                    token => added.FirstOrDefault(one => one.Content == token)?.Id ?? vocabulary.IdOf(token),
                    model.UnknownId,
                    null
                ),
                MaxLength = config.MaxLength,
            }
        );
    }

    private static TokenModel Model(SentencePieceModel proto, Vocabulary vocabulary, string file)
    {
        var unknown = proto.Pieces.FindIndex(piece => piece.Kind == PieceKind.Unknown);
        int? unknownId = unknown < 0 ? null : unknown;
        switch (proto.ModelType)
        {
            case 1:
                return new UnigramModel(
                    vocabulary,
                    [.. proto.Pieces.Select(piece => (double)piece.Score)],
                    unknownId,
                    proto.ByteFallback,
                    id => proto.Pieces[id].Kind == PieceKind.Normal,
                    single: true
                );
            case 2:
                var ranks = Ranks(proto);
                return new BpeModel(
                    vocabulary,
                    RankedMerges.Of(vocabulary, id => ranks[id], id => proto.Pieces[id].Kind == PieceKind.Normal),
                    new BpeSettings
                    {
                        Unknown = unknownId,
                        FuseUnknown = true,
                        ByteFallback = proto.ByteFallback,
                    }
                );
            default:
                throw ServingException.Unsupported(
                    $"{file}: SentencePiece models of {(proto.ModelType == 3 ? "words" : "characters")} are not read; "
                        + "unigram and bpe are."
                );
        }
    }

    /// <summary>Pieces with equal scores are equally good: the leftmost is merged first then.</summary>
    private static int[] Ranks(SentencePieceModel proto)
    {
        var scores = proto.Pieces.Select(piece => piece.Score).Distinct().OrderDescending().ToArray();
        var rankOf = new Dictionary<float, int>(scores.Length);
        for (var i = 0; i < scores.Length; i++)
            rankOf[scores[i]] = i;

        return [.. proto.Pieces.Select(piece => rankOf[piece.Score])];
    }

    private static SentencePieceNormalizer Normalizer(SentencePieceModel proto, TokenMatcher symbols, string file)
    {
        var map = proto.CharacterMap.Length == 0 ? null : CharacterMap.Read(proto.CharacterMap);
        if (map is null && proto.CharacterMap.Length > 0)
            throw TokenizerFile.Wrong(file, "its character map is damaged; copy the file again, in binary.");

        return new SentencePieceNormalizer(
            map,
            symbols,
            new SpaceRules(proto.AddsPrefix, proto.RemovesExtraSpaces, proto.EscapesSpaces, proto.SpaceAsSuffix)
        );
    }

    private static IEnumerable<(string Pattern, AddedToken Token)> Symbols(SentencePieceModel proto) =>
        proto
            .Pieces.Select((piece, id) => (piece, id))
            .Where(entry => entry.piece.Kind == PieceKind.UserDefined)
            .Select(entry => (entry.piece.Text, new AddedToken(entry.id, entry.piece.Text)));

    /// <summary>Control pieces are special, but no text becomes them unless a configuration adds them.</summary>
    private static List<AddedToken> Added(SentencePieceModel proto, TokenizerConfig config)
    {
        var tokens = config.AddedTokens().ToList();
        for (var id = 0; id < proto.Pieces.Count; id++)
        {
            var (text, _, kind) = proto.Pieces[id];
            if (kind is PieceKind.Control or PieceKind.Unknown && !tokens.Exists(token => token.Content == text))
                tokens.Add(new AddedToken(id, text) { Special = true, Matched = false });
        }

        return tokens;
    }

    /// <summary>What the model's family puts around a text; a bare SentencePiece model nothing.</summary>
    private static PostProcessor Processor(TokenizerConfig config, Vocabulary vocabulary)
    {
        var name = config.ClassName ?? "";
        var begin = vocabulary.IdOf(config.Token("bos_token") ?? "<s>");
        var end = vocabulary.IdOf(config.Token("eos_token") ?? "</s>");
        if (
            name.StartsWith("Albert", StringComparison.Ordinal)
            && vocabulary.IdOf("[CLS]") is { } cls
            && vocabulary.IdOf("[SEP]") is { } sep
        )
            return PostProcessorJson.Bert(cls, sep);

        var addsBegin = config.Flag("add_bos_token", name.StartsWith("Llama", StringComparison.Ordinal));
        var addsEnd = config.Flag("add_eos_token", name.StartsWith("T5", StringComparison.Ordinal));
        TemplatePiece[] Around(int text) =>
            [
                .. addsBegin && begin is { } b ? [TemplatePiece.Special(0, b)] : Array.Empty<TemplatePiece>(),
                TemplatePiece.Text(text, 0),
                .. addsEnd && end is { } e ? [TemplatePiece.Special(0, e)] : Array.Empty<TemplatePiece>(),
            ];

        return new PostProcessor { Single = Around(0), Pair = [.. Around(0), .. Around(1)] };
    }

    private static DecoderSequence Decoder(SentencePieceModel proto) =>
        new([
            new ReplaceDecoder(new LiteralPattern("\u2581"), " "),
            new ByteFallbackDecoder(),
            new FuseDecoder(),
            proto.SpaceAsSuffix
                ? new StripDecoder(' ', 0, proto.AddsPrefix ? 1 : 0)
                : new StripDecoder(' ', proto.AddsPrefix ? 1 : 0, 0),
        ]);
}
