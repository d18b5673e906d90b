using Slipway.Tasks.Tokenizers.Added;
using Slipway.Tasks.Tokenizers.Models;
using Slipway.Tasks.Tokenizers.Normalizers;
using Slipway.Tasks.Tokenizers.Patterns;
using Slipway.Tasks.Tokenizers.PreTokenizers;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>A text file with a word or a character a line.</summary>
internal static class PlainVocabulary
{
    public static Tokenizer Read(string path, VocabularyOptions options)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var line = 0;
        foreach (var token in TokenizerFile.ReadLines(path))
            ids.TryAdd(token, line++);

        var file = Path.GetFileName(path);
        var vocabulary = new Vocabulary(ids);
        var unknown = Named(vocabulary, options.UnknownToken, "[UNK]", "<unk>", file) ?? "[UNK]";
        var pad = Named(vocabulary, options.PadToken, "[PAD]", "<pad>", file);
        var padId = vocabulary.IdOf(pad);
        if (options.Length is not null && padId is null)
            throw TokenizerFile.Wrong(
                file,
                "a fixed length needs a line for padding; add [PAD], or name the one that it is."
            );

        return new Tokenizer(
            new TokenizerParts
            {
                Normalizer = options.Lowercase ? new LowercaseNormalizer() : null,
                PreTokenizer =
                    options.Unit == VocabularyUnit.Character
                        ? new FixedLengthPreTokenizer(1)
                        : new SplitPreTokenizer(WordPattern.Instance, SplitBehavior.Removed, inverted: true),
                Model = new WordLevelModel(vocabulary, unknown),
                AddedTokens =
                [
                    .. new[] { unknown, pad }
                        .OfType<string>()
                        .Where(token => vocabulary.IdOf(token) is not null)
                        .Select(token => new AddedToken(vocabulary.IdOf(token)!.Value, token)
                        {
                            Special = true,
                            Matched = false,
                        }),
                ],
                SpecialTokens = new SpecialTokenIds { Unknown = vocabulary.IdOf(unknown), Pad = padId },
                Truncation = options.Length is { } most ? new TruncationSettings { MaxLength = most } : null,
                Padding = options.Length is { } length
                    ? new PaddingSettings { Length = length, Id = padId!.Value }
                    : null,
            }
        );
    }

    private static string? Named(Vocabulary vocabulary, string? name, string usual, string other, string file)
    {
        if (name is not null)
            return vocabulary.IdOf(name) is not null
                ? name
                : throw TokenizerFile.Wrong(file, $"no line is '{name}', which the configuration names; add it.");

        return vocabulary.IdOf(usual) is not null ? usual
            : vocabulary.IdOf(other) is not null ? other
            : null;
    }
}
