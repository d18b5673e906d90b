namespace Slipway.Configuration;

/// <summary>What somebody may have meant who wrote a word that nobody knows.</summary>
public static class NearMiss
{
    private const int LongestWord = 60;
    private const int MostWords = 500;

    /// <summary>The word that takes the fewest changes of one letter, where few suffice; else null.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > LongestWord)
            return null;
        var allowed = word.Length switch
        {
            <= 3 => 1,
            <= 10 => 2,
            _ => 3,
        };
        var (best, least) = ((string?)null, allowed + 1);
        foreach (var candidate in known.Take(MostWords))
        {
            if (Math.Abs(candidate.Length - word.Length) >= least)
                continue;
            var distance = Distance(word, candidate);
            // A word that shares nothing with the other is no near miss, however short both are.
            if (distance < least && distance < Math.Min(word.Length, candidate.Length))
                (best, least) = (candidate, distance);
        }

        return best;
    }

    /// <summary><c> (did you mean 'x'?)</c>, or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> known) =>
        Of(word, known) is { } meant ? $" (did you mean '{meant}'?)" : "";

    // Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), without regard to case.
    private static int Distance(string left, string right)
    {
        var (before, previous, row) = (
            new int[right.Length + 1],
            Enumerable.Range(0, right.Length + 1).ToArray(),
            new int[right.Length + 1]
        );
        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = Same(left[i - 1], right[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, previous, row) = (previous, row, before);
        }

        return previous[right.Length];
    }

    private static bool Same(char left, char right) =>
        char.ToLowerInvariant(left) == char.ToLowerInvariant(right) || (left is '-' or '_' && right is '-' or '_');
}
