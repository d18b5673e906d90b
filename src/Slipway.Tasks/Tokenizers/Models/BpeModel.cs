using System.Buffers;

namespace Slipway.Tasks.Tokenizers.Models;

/// <summary>What a <see cref="BpeModel"/> does beside merging.</summary>
internal sealed record BpeSettings
{
    public int? Unknown { get; init; }

    /// <summary>Unknown characters beside one another are one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>An unknown character becomes tokens for its bytes, where the vocabulary has them all.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>A segment that is a token is not taken apart first.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>What stands before a character's token inside a word.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What stands behind the token of a word's last character.</summary>
    public string Suffix { get; init; } = "";
}

/// <summary>
/// Byte-pair encoding: a word starts as its characters, and the pair that was learnt first is merged until none is left.
/// A long word takes n log n; short ones are remembered, and so are the parts of a long one that no merge joins.
/// </summary>
internal sealed class BpeModel : TokenModel
{
    /// <summary>Shorter segments are words already.</summary>
    private const int ShortestCut = 32;

    private readonly BpeSettings _settings;
    private readonly BpeMerges _merges;
    private readonly PairBoundaries? _boundaries;
    private readonly int[] _bytes;
    private readonly WordCache _cache = new();
    private readonly int[] _characters;

    public BpeModel(Vocabulary vocabulary, BpeMerges merges, BpeSettings settings)
        : base(vocabulary)
    {
        (_merges, _settings) = (merges, settings);
        _bytes = settings.ByteFallback ? ByteTokens.Of(vocabulary) : [];
        _characters = new int[0x3000];
        Array.Fill(_characters, -1);
        foreach (var (token, id) in vocabulary.Ids)
        {
            if (token.Length == 1 && token[0] < _characters.Length)
                _characters[token[0]] = id;
        }

        // A prefix or a suffix depends on where the word begins and ends.
        if (settings is { Prefix: "", Suffix: "" })
            _boundaries = new PairBoundaries(merges.Results.Select(vocabulary.TokenOf));
    }

    public override int? UnknownId => _settings.Unknown;

    public override void Tokenize(ReadOnlySpan<char> piece, TokenSink sink)
    {
        if (_settings.IgnoreMerges && Vocabulary.TryGetId(piece, out var whole))
        {
            sink.Add(whole, 0, piece.Length);
            return;
        }

        var start = 0;
        if (piece.Length >= ShortestCut && _boundaries is not null)
        {
            for (var at = 1; at < piece.Length; at++)
            {
                if (IsBoundary(piece[at - 1], piece[at]))
                {
                    Merge(piece[start..at], start, sink);
                    start = at;
                }
            }
        }

        Merge(piece[start..], start, sink);
    }

    // Characters beyond the table are not looked up for this: they are rare where cutting pays.
    private bool IsBoundary(char left, char right) =>
        left < _characters.Length
        && right < _characters.Length
        && _boundaries!.IsBetween(left, right)
        && _characters[left] >= 0
        && _characters[right] >= 0;

    private void Merge(ReadOnlySpan<char> piece, int offset, TokenSink sink)
    {
        if (piece.Length <= WordCache.LongestWord && _cache.TryGet(piece, out var known))
        {
            foreach (var token in known)
                sink.Add(token.Id, offset + token.Start, offset + token.End);

            return;
        }

        // A character is at most four symbols for its bytes, and takes one code unit for up to three of them.
        var room = ArrayPool<BpeSymbol>.Shared.Rent(piece.Length * (_settings.ByteFallback ? 3 : 1) + 1);
        try
        {
            var count = Start(piece, room);
            count = _merges.Apply(room.AsSpan(0, count));
            Span<WordToken> tokens = count <= 64 ? stackalloc WordToken[count] : new WordToken[count];
            for (var i = 0; i < count; i++)
            {
                tokens[i] = new WordToken(room[i].Id, room[i].Start, room[i].End);
                sink.Add(room[i].Id, offset + room[i].Start, offset + room[i].End);
            }

            _cache.Add(piece, tokens);
        }
        finally
        {
            ArrayPool<BpeSymbol>.Shared.Return(room);
        }
    }

    /// <summary>Writes the word's characters as symbols.</summary>
    private int Start(ReadOnlySpan<char> piece, Span<BpeSymbol> symbols)
    {
        var count = 0;
        var unknownOpen = false;
        Span<byte> bytes = stackalloc byte[4];
        for (int at = 0, end; at < piece.Length; at = end)
        {
            end = at + (char.IsHighSurrogate(piece[at]) && at + 1 < piece.Length ? 2 : 1);
            if (TryGetCharacter(piece, at, end, out var id))
            {
                symbols[count++] = new BpeSymbol(id, at, end);
                unknownOpen = false;
            }
            else if (_bytes.Length > 0 && TryGetBytes(piece[at..end], bytes, out var length))
            {
                foreach (var value in bytes[..length])
                    symbols[count++] = new BpeSymbol(_bytes[value], at, end);

                unknownOpen = false;
            }
            else if (_settings.Unknown is { } unknown)
            {
                if (unknownOpen && _settings.FuseUnknown)
                    symbols[count - 1] = symbols[count - 1] with { End = end };
                else
                    symbols[count++] = new BpeSymbol(unknown, at, end);

                unknownOpen = true;
            }
        }

        return count;
    }

    private bool TryGetCharacter(ReadOnlySpan<char> piece, int at, int end, out int id)
    {
        var prefix = at > 0 ? _settings.Prefix : "";
        var suffix = end == piece.Length ? _settings.Suffix : "";
        if (prefix.Length > 0 || suffix.Length > 0)
            return Vocabulary.TryGetId(string.Concat(prefix, piece[at..end], suffix), out id);

        if (piece[at] >= _characters.Length)
            return Vocabulary.TryGetId(piece[at..end], out id);

        id = _characters[piece[at]];
        return id >= 0;
    }

    private bool TryGetBytes(ReadOnlySpan<char> character, Span<byte> bytes, out int length)
    {
        length = System.Text.Encoding.UTF8.GetBytes(character, bytes);
        foreach (var value in bytes[..length])
        {
            if (_bytes[value] < 0)
                return false;
        }

        return true;
    }
}
