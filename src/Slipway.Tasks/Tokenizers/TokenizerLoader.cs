using Slipway.Errors;

namespace Slipway.Tasks.Tokenizers;

/// <summary>Makes tokenizers of the files that come with models.</summary>
public static class TokenizerLoader
{
    /// <summary>
    /// Whether <paramref name="folder"/> has files of a tokenizer: <c>tokenizer.json</c>, <c>vocab.json</c> with
    /// <c>merges.txt</c>, <c>*.model</c> of SentencePiece, <c>*.tiktoken</c> or <c>vocab.txt</c>.
    /// </summary>
    public static bool Exists(string folder) => Directory.Exists(folder);

    /// <summary>Loads the tokenizer of a folder; the first kind of file that is there, in the order above.</summary>
    /// <exception cref="ServingException">There is none, or a file is wrong: the message names file, place and remedy.</exception>
    public static Tokenizer LoadFolder(string folder) =>
        throw ServingException.Unsupported($"No tokenizer can be loaded from '{folder}' yet.");
}
