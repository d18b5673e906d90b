using Slipway.Tasks.Tokenizers.Decoders;
using Slipway.Tasks.Tokenizers.Models;
using Slipway.Tasks.Tokenizers.Normalizers;
using Slipway.Tasks.Tokenizers.PreTokenizers;
using Slipway.Tasks.Tokenizers.Processing;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary><c>vocab.txt</c>, a token a line: BERT's WordPiece. The case is as <c>do_lower_case</c> says, small by default.</summary>
internal static class BertVocabulary
{
    public static Tokenizer Read(string path, TokenizerConfig config)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var line = 0;
        foreach (var token in TokenizerFile.ReadLines(path))
            ids[token.TrimEnd()] = line++;

        var vocabulary = new Vocabulary(ids);
        var unknown = config.Token("unk_token") ?? "[UNK]";
        var lowers = config.Flag("do_lower_case", true);
        var model = new WordPieceModel(
            vocabulary,
            vocabulary.IdOf(unknown)
                ?? throw TokenizerFile.Wrong(
                    Path.GetFileName(path),
                    $"no line is '{unknown}', the token for unknown words; for a vocabulary of whole words name the "
                        + "tokenizer in model.yaml."
                ),
            "##",
            100
        );
        var cls = vocabulary.IdOf(config.Token("cls_token") ?? "[CLS]");
        var sep = vocabulary.IdOf(config.Token("sep_token") ?? "[SEP]");
        return new Tokenizer(
            new TokenizerParts
            {
                Normalizer = new BertNormalizer(
                    cleans: true,
                    config.Flag("tokenize_chinese_chars", true),
                    config.Flag("strip_accents") ?? lowers,
                    lowers
                ),
                PreTokenizer = new BertPreTokenizer(),
                Model = model,
                PostProcessor =
                    cls is { } first && sep is { } last ? PostProcessorJson.Bert(first, last) : PostProcessor.None,
                Decoder = new WordPieceDecoder("##", cleans: true),
                AddedTokens = SpecialTokens.Of(config, vocabulary),
                SpecialTokens = config.Ids(vocabulary.IdOf, model.UnknownId, null),
                MaxLength = config.MaxLength,
            }
        );
    }
}
