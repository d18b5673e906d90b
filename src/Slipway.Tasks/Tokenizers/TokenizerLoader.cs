using Slipway.Errors;
using Slipway.Tasks.Tokenizers.Loading;

namespace Slipway.Tasks.Tokenizers;

/// <summary>Makes tokenizers of the files that come with models.</summary>
public static class TokenizerLoader
{
    /// <summary>
    /// Whether <paramref name="folder"/> has files of a tokenizer: <c>tokenizer.json</c>, <c>vocab.json</c> with
    /// <c>merges.txt</c>, <c>*.model</c> of SentencePiece, <c>*.tiktoken</c> or <c>vocab.txt</c>.
    /// </summary>
    public static bool Exists(string folder) => Find(folder) is not null;

    /// <summary>Loads the tokenizer of a folder; the first kind of file that is there, in the order above.</summary>
    /// <exception cref="ServingException">There is none, or a file is wrong: the message names file, place and remedy.</exception>
    public static Tokenizer LoadFolder(string folder) =>
        Load(
            Find(folder)
                ?? throw ServingException.NotFound(
                    "The model package has no tokenizer: put tokenizer.json, vocab.json with merges.txt, a *.model of "
                        + "SentencePiece, a *.tiktoken or vocab.txt beside the model."
                )
        );

    /// <summary>Loads a tokenizer from one of its files; the files that belong to it are read from the same folder.</summary>
    /// <exception cref="ServingException">The file is of no known kind, or wrong.</exception>
    public static Tokenizer Load(string path)
    {
        var name = Path.GetFileName(path);
        var config = TokenizerConfig.Read(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return Path.GetExtension(name).ToUpperInvariant() switch
        {
            ".JSON" when name.EndsWith("vocab.json", StringComparison.OrdinalIgnoreCase) => Gpt2Files.Read(
                path,
                config
            ),
            ".JSON" => TokenizerJson.Read(TokenizerFile.ReadJson(path), config),
            ".MODEL" => SentencePieceFile.Read(path, config),
            ".TIKTOKEN" => TiktokenFile.Read(path, config),
            ".TXT" => BertVocabulary.Read(path, config),
            _ => throw ServingException.Unsupported(
                $"'{name}' is no tokenizer file that is known: tokenizer.json, vocab.json, vocab.txt, *.model, *.tiktoken."
            ),
        };
    }

    /// <summary>Loads a plain vocabulary, a word or character a line.</summary>
    /// <exception cref="ServingException">The file cannot be read, or has no line that the options name.</exception>
    public static Tokenizer LoadVocabulary(string path, VocabularyOptions options) =>
        PlainVocabulary.Read(path, options);

    private static string? Find(string folder)
    {
        if (!Directory.Exists(folder))
            return null;

        foreach (var name in (string[])["tokenizer.json", "vocab.json", "*.model", "*.tiktoken", "vocab.txt"])
        {
            if (Directory.GetFiles(folder, name).Order(StringComparer.Ordinal).FirstOrDefault() is not { } path)
                continue;
            if (name != "vocab.json" || File.Exists(Path.Combine(folder, "merges.txt")))
                return path;
        }

        return null;
    }
}
