using Slipway.Tasks.Tokenizers.Models;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>
/// Merges of vocabularies that list none: two tokens merge where what they give together is one, the better ones first.
/// </summary>
internal static class RankedMerges
{
    /// <summary>Longer tokens are cut at every place when the vocabulary is read; longer ones would take their square.</summary>
    private const int LongestToken = 4096;

    /// <summary>Better is the smaller <paramref name="rankOf"/> the token's id; null: the id itself.</summary>
    public static BpeMerges Of(Vocabulary vocabulary, Func<int, int>? rankOf = null, Func<int, bool>? isMerged = null)
    {
        var merges = new Dictionary<long, BpeMerge>();
        foreach (var (token, id) in vocabulary.Ids)
        {
            if (token.Length is < 2 or > LongestToken || isMerged?.Invoke(id) == false)
                continue;

            for (var cut = 1; cut < token.Length; cut++)
            {
                if (
                    vocabulary.TryGetId(token.AsSpan(0, cut), out var left)
                    && vocabulary.TryGetId(token.AsSpan(cut), out var right)
                )
                    merges[BpeMerges.Pair(left, right)] = new BpeMerge(rankOf?.Invoke(id) ?? id, id);
            }
        }

        return new BpeMerges(merges);
    }
}
