namespace Slipway.Tasks.Tokenizers.Models;

/// <summary>
/// The longest token at the front of the word, then the longest continuation, and so on; a word that does not come out is
/// one unknown token. The time for a word is bounded by its length times that of the longest token.
/// </summary>
internal sealed class WordPieceModel : TokenModel
{
    private readonly int _unknown;
    private readonly int _longestWord;
    private readonly int _longestToken;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _continuations;

    /// <summary>Words of more than <paramref name="longestWord"/> code points are unknown.</summary>
    public WordPieceModel(Vocabulary vocabulary, int unknown, string prefix, int longestWord)
        : base(vocabulary)
    {
        _unknown = unknown;
        _longestWord = longestWord;
        _longestToken = vocabulary.LongestToken;
        var continuations = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (token, id) in vocabulary.Ids)
        {
            if (token.StartsWith(prefix, StringComparison.Ordinal))
                continuations[token[prefix.Length..]] = id;
        }

        _continuations = continuations.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public override int? UnknownId => _unknown;

    public override void Tokenize(ReadOnlySpan<char> piece, TokenSink sink)
    {
        if (piece.Length > _longestWord && CodePoints(piece) > _longestWord)
        {
            sink.Add(_unknown, 0, piece.Length);
            return;
        }

        Span<WordToken> few = stackalloc WordToken[64];
        var tokens = piece.Length <= few.Length ? few : new WordToken[piece.Length];
        var count = 0;
        for (var start = 0; start < piece.Length; )
        {
            var end = Match(piece, start, out var id);
            if (end == start)
            {
                sink.Add(_unknown, 0, piece.Length);
                return;
            }

            tokens[count++] = new WordToken(id, start, end);
            start = end;
        }

        foreach (var token in tokens[..count])
            sink.Add(token.Id, token.Start, token.End);
    }

    /// <summary>The end of the longest token at <paramref name="start"/>, or start where there is none.</summary>
    private int Match(ReadOnlySpan<char> piece, int start, out int id)
    {
        for (var end = Math.Min(piece.Length, start + _longestToken); end > start; end--)
        {
            var found =
                start == 0
                    ? Vocabulary.TryGetId(piece[..end], out id)
                    : _continuations.TryGetValue(piece[start..end], out id);
            if (found)
                return end;
        }

        id = 0;
        return start;
    }

    private static int CodePoints(ReadOnlySpan<char> piece)
    {
        var count = piece.Length;
        foreach (var unit in piece)
        {
            if (char.IsLowSurrogate(unit))
                count--;
        }

        return count;
    }
}
