namespace Slipway.Tasks.Tokenizers.Models;

/// <summary>A token of a cached word, with its range of the word.</summary>
internal readonly record struct WordToken(int Id, int Start, int End);

/// <summary>
/// Remembers how words were tokenised: a table of fixed size in which a new word drives out the one that was in its place.
/// Thread-safe without locks: entries are immutable and replaced whole.
/// </summary>
internal sealed class WordCache
{
    private const int Size = 1 << 14;

    /// <summary>Longer words come once and would fill the memory.</summary>
    public const int LongestWord = 64;

    private readonly Entry?[] _entries = new Entry?[Size];

    public bool TryGet(ReadOnlySpan<char> word, out ReadOnlySpan<WordToken> tokens)
    {
        var hash = string.GetHashCode(word, StringComparison.Ordinal);
        var entry = Volatile.Read(ref _entries[hash & (Size - 1)]);
        if (entry is not null && entry.Hash == hash && word.SequenceEqual(entry.Word))
        {
            tokens = entry.Tokens;
            return true;
        }

        tokens = default;
        return false;
    }

    public void Add(ReadOnlySpan<char> word, ReadOnlySpan<WordToken> tokens)
    {
        if (word.Length > LongestWord)
            return;

        var hash = string.GetHashCode(word, StringComparison.Ordinal);
        Volatile.Write(ref _entries[hash & (Size - 1)], new Entry(hash, word.ToString(), tokens.ToArray()));
    }

    private sealed record Entry(int Hash, string Word, WordToken[] Tokens);
}
