using Slipway.Tasks.Tokenizers.Decoders;
using Slipway.Tasks.Tokenizers.Models;
using Slipway.Tasks.Tokenizers.PreTokenizers;
using Slipway.Tasks.Tokenizers.Processing;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary><c>vocab.json</c> and <c>merges.txt</c>: byte-level BPE as GPT-2's and RoBERTa's.</summary>
internal static class Gpt2Files
{
    public static Tokenizer Read(string path, TokenizerConfig config)
    {
        var file = TokenizerFile.ReadJson(path);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (token, id) in file.Members())
            ids[token] = id.AsCount();

        var vocabulary = new Vocabulary(ids);
        var merges = path[..^"vocab.json".Length] + "merges.txt";
        var model = new BpeModel(
            vocabulary,
            MergeTable.Build(vocabulary, Merges(merges), "", Path.GetFileName(merges)),
            new BpeSettings { Unknown = null }
        );
        var added = SpecialTokens.Of(config, vocabulary);
        var prefix = config.Flag("add_prefix_space", false);
        return new Tokenizer(
            new TokenizerParts
            {
                PreTokenizer = new ByteLevelPreTokenizer(prefix, usesPattern: true),
                Model = model,
                PostProcessor = Processor(config, vocabulary, prefix),
                Decoder = new ByteLevelDecoder(),
                AddedTokens = added,
                SpecialTokens = config.Ids(vocabulary.IdOf, vocabulary.IdOf(config.Token("unk_token")), null),
                MaxLength = config.MaxLength,
            }
        );
    }

    private static IEnumerable<(string Place, string Left, string Right)> Merges(string path)
    {
        var number = 0;
        foreach (var line in TokenizerFile.ReadLines(path))
        {
            number++;
            if (line.Length == 0 || line.StartsWith("#version", StringComparison.Ordinal))
                continue;

            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space <= 0 || space == line.Length - 1 || line.IndexOf(' ', space + 1) >= 0)
                throw TokenizerFile.Wrong(
                    Path.GetFileName(path),
                    $"line {number} is '{line}'; a merge is two tokens with one space between them."
                );

            yield return ($"line {number}", line[..space], line[(space + 1)..]);
        }
    }

    /// <summary>RoBERTa's special tokens, where the vocabulary has them and nothing says that it is GPT-2's.</summary>
    private static PostProcessor Processor(TokenizerConfig config, Vocabulary vocabulary, bool prefix)
    {
        var cls = vocabulary.IdOf(config.Token("cls_token") ?? "<s>");
        var sep = vocabulary.IdOf(config.Token("sep_token") ?? "</s>");
        return
            cls is { } first && sep is { } last && config.ClassName?.Contains("GPT2", StringComparison.Ordinal) != true
            ? PostProcessorJson.Roberta(first, last, prefix)
            : PostProcessor.None;
    }
}
