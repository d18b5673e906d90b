using Slipway.Tasks.Tokenizers.Models;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>Makes merges of ids out of merges of tokens.</summary>
internal static class MergeTable
{
    /// <summary>The earlier a pair comes, the earlier it is merged; <paramref name="prefix"/> falls away inside a token.</summary>
    public static BpeMerges Build(
        Vocabulary vocabulary,
        IEnumerable<(string Place, string Left, string Right)> pairs,
        string prefix,
        string file
    )
    {
        var merges = new Dictionary<long, BpeMerge>();
        var rank = 0;
        foreach (var (place, left, right) in pairs)
        {
            var merged =
                prefix.Length > 0 && right.StartsWith(prefix, StringComparison.Ordinal)
                    ? left + right[prefix.Length..]
                    : left + right;
            merges[BpeMerges.Pair(IdOf(left, place), IdOf(right, place))] = new BpeMerge(rank++, IdOf(merged, place));
        }

        return new BpeMerges(merges);

        int IdOf(string token, string place) =>
            vocabulary.IdOf(token)
            ?? throw TokenizerFile.Wrong(
                file,
                $"'{place}' needs the token '{token}', which is not in the vocabulary; take vocabulary and merges of the "
                    + "same export."
            );
    }
}
