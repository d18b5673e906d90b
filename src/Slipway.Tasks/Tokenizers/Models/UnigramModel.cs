using System.Buffers;
using System.Runtime.InteropServices;
using Slipway.Errors;
using Utf8 = System.Text.Encoding;

namespace Slipway.Tasks.Tokenizers.Models;

/// <summary>
/// The most probable way to cut a segment into tokens (Viterbi), in one pass: the time is bounded by the length times
/// that of the longest token. Unknown characters beside one another are one token.
/// </summary>
internal sealed class UnigramModel : TokenModel
{
    /// <summary>How much less an unknown character is worth than the worst token.</summary>
    private const double UnknownPenalty = 10;

    private readonly ByteTrie _trie;
    private readonly double[] _scores;
    private readonly double _unknownScore;
    private readonly int? _unknown;
    private readonly bool _single;
    private readonly int[] _bytes;
    private readonly WordCache _cache = new();

    /// <summary>
    /// <c>scores</c> is the logarithm of the probability of each id; <c>isMatched</c> tells the ids that text can become,
    /// null: all; <c>single</c> adds scores as SentencePiece does, where rounding decides between equals.
    /// </summary>
    public UnigramModel(
        Vocabulary vocabulary,
        double[] scores,
        int? unknown,
        bool byteFallback,
        Func<int, bool>? isMatched = null,
        bool single = false
    )
        : base(vocabulary)
    {
        (_scores, _unknown, _single) = (scores, unknown, single);
        _unknownScore = (scores.Length == 0 ? 0 : scores.Min()) - UnknownPenalty;
        _bytes = byteFallback ? ByteTokens.Of(vocabulary) : [];
        _trie = ByteTrie.Build(vocabulary.Ids.Where(token => isMatched is null || isMatched(token.Value)));
    }

    public override int? UnknownId => _unknown;

    public override void Tokenize(ReadOnlySpan<char> piece, TokenSink sink)
    {
        if (piece.Length <= WordCache.LongestWord && _cache.TryGet(piece, out var known))
        {
            foreach (var token in known)
                sink.Add(token.Id, token.Start, token.End);

            return;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(piece.Length * 3);
        var nodes = ArrayPool<Node>.Shared.Rent(piece.Length * 3 + 1);
        try
        {
            var length = Utf8.UTF8.GetBytes(piece, bytes);
            FindBest(bytes.AsSpan(0, length), nodes);
            var tokens = Collect(piece, length, nodes);
            foreach (var token in tokens)
                sink.Add(token.Id, token.Start, token.End);

            _cache.Add(piece, CollectionsMarshal.AsSpan(tokens));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<Node>.Shared.Return(nodes);
        }
    }

    /// <summary>The best way to each position: the token that ends there, and where it starts.</summary>
    private void FindBest(ReadOnlySpan<byte> bytes, Span<Node> nodes)
    {
        nodes[..(bytes.Length + 1)].Fill(new Node(0, -1, 0, 0));
        nodes[0] = default;
        var units = 0;
        for (int at = 0, character; at < bytes.Length; at += character)
        {
            character = CharacterLength(bytes[at]);
            var soFar = nodes[at].Score;
            var single = false;
            var walk = _trie.Walk();
            for (var end = at; end < bytes.Length && walk.Step(bytes[end]); end++)
            {
                if (walk.Value is not { } id)
                    continue;

                Offer(ref nodes[end + 1], Add(soFar, _scores[id]), at, id);
                single |= end + 1 - at == character;
            }

            if (!single)
                Offer(ref nodes[at + character], Add(soFar, _unknownScore), at, _unknown ?? NoUnknown());

            nodes[at].Units = units;
            units += character == 4 ? 2 : 1;
        }

        nodes[bytes.Length].Units = units;
    }

    private double Add(double soFar, double score) => _single ? (float)soFar + (float)score : soFar + score;

    private static void Offer(ref Node node, double score, int start, int id)
    {
        if (node.Start < 0 || score > node.Score)
            node = new Node(score, start, id, 0);
    }

    private static int NoUnknown() =>
        throw ServingException.InvalidArgument(
            "The text has a character that the tokenizer's vocabulary does not know, and the vocabulary names no token for "
                + "such characters; set 'unk_id' in the model's tokenizer.json."
        );

    private List<WordToken> Collect(ReadOnlySpan<char> piece, int length, ReadOnlySpan<Node> nodes)
    {
        var tokens = new List<WordToken>();
        for (var end = length; end > 0; )
        {
            var start = nodes[end].Start;
            var id = nodes[end].Id;
            if (id == _unknown)
            {
                while (start > 0 && nodes[start].Id == _unknown)
                    start = nodes[start].Start;

                AddUnknown(tokens, piece, nodes[start].Units, nodes[end].Units);
            }
            else
            {
                tokens.Add(new WordToken(id, nodes[start].Units, nodes[end].Units));
            }

            end = start;
        }

        tokens.Reverse();
        return tokens;
    }

    /// <summary>Adds, last first, what stands for unknown characters: a token, or tokens for their bytes.</summary>
    private void AddUnknown(List<WordToken> tokens, ReadOnlySpan<char> piece, int start, int end)
    {
        if (Vocabulary.TryGetId(piece[start..end], out var whole))
        {
            tokens.Add(new WordToken(whole, start, end));
            return;
        }

        var before = tokens.Count;
        if (_bytes.Length > 0)
        {
            var bytes = new byte[(end - start) * 3];
            var count = Utf8.UTF8.GetBytes(piece[start..end], bytes);
            for (var i = count - 1; i >= 0; i--)
                tokens.Add(new WordToken(_bytes[bytes[i]], start, end));

            if (!tokens.Skip(before).Any(token => token.Id < 0))
                return;

            tokens.RemoveRange(before, tokens.Count - before);
        }

        tokens.Add(new WordToken(_unknown!.Value, start, end));
    }

    private static int CharacterLength(byte lead) =>
        lead < 0x80 ? 1
        : lead < 0xe0 ? 2
        : lead < 0xf0 ? 3
        : 4;

    /// <summary>The best way to a position; <paramref name="Units"/> is the position in UTF-16.</summary>
    [StructLayout(LayoutKind.Auto)]
    private record struct Node(double Score, int Start, int Id, int Units);
}
