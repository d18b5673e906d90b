using Slipway.Errors;
using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Text.Words;

/// <summary>
/// Text to the inputs of a model that takes whole words: <c>words</c> INT64 <c>[batch, words]</c> and, where the package has
/// <see cref="CharactersFile"/>, <c>chars</c> INT64 <c>[batch, words, width]</c>. Both are filled up with 0, which such a model
/// leaves out of its answer. Immutable and thread-safe.
/// </summary>
public sealed class WordTokenizer
{
    /// <summary>
    /// The file of words. It makes a package one of words; a <c>vocab.txt</c> is one of pieces of words, which is another
    /// tokenizer.
    /// </summary>
    public const string WordsFile = "words.txt";

    /// <summary>The file of code points, beside <see cref="WordsFile"/>.</summary>
    public const string CharactersFile = "chars.txt";

    public WordTokenizer(WordVocabulary words, CharacterVocabulary? characters)
    {
        Words = words;
        Characters = characters;
    }

    public WordVocabulary Words { get; }

    /// <summary>Null for a model that takes words only.</summary>
    public CharacterVocabulary? Characters { get; }

    /// <summary>The tokenizer of a package's folder; null where there is no <see cref="WordsFile"/>.</summary>
    /// <exception cref="ServingException">A file is there, but is no vocabulary.</exception>
    public static WordTokenizer? Find(string folder)
    {
        var words = Path.Combine(folder, WordsFile);
        if (!File.Exists(words))
            return null;
        var characters = Path.Combine(folder, CharactersFile);
        return new WordTokenizer(
            WordVocabulary.Load(words),
            File.Exists(characters) ? CharacterVocabulary.Load(characters) : null
        );
    }

    /// <summary>The words of a text, in UTF-16 code units. A text of spaces has none.</summary>
    public static List<TextSpan> Split(string text) => WordSplitter.Split(text);

    /// <summary>
    /// Writes the id of each word; what is left of <paramref name="ids"/>, at least as long as <paramref name="words"/>, is
    /// filled up.
    /// </summary>
    public void FillWords(string text, ReadOnlySpan<TextSpan> words, Span<long> ids)
    {
        for (var i = 0; i < words.Length; i++)
            ids[i] = Words.IdOf(text.AsSpan(words[i].Start, words[i].Length));
        ids[words.Length..].Clear();
    }

    /// <summary>
    /// Writes a row of <paramref name="width"/> ids for each word; what is left of <paramref name="ids"/>, at least
    /// <paramref name="width"/> times as long as <paramref name="words"/>, is filled up.
    /// </summary>
    /// <exception cref="InvalidOperationException">There are no <see cref="Characters"/>.</exception>
    public void FillCharacters(string text, ReadOnlySpan<TextSpan> words, int width, Span<long> ids)
    {
        var characters = Characters ?? throw new InvalidOperationException($"There is no {CharactersFile}.");
        for (var i = 0; i < words.Length; i++)
            characters.Fill(text.AsSpan(words[i].Start, words[i].Length), ids.Slice(i * width, width));
        ids[(words.Length * width)..].Clear();
    }
}
