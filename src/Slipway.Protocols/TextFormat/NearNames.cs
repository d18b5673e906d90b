namespace Slipway.Protocols.TextFormat;

/// <summary>Completes the message on an unknown name with those that may have been meant.</summary>
internal static class NearNames
{
    private const int Longest = 64;
    private const int MostKnown = 40;

    /// <summary><paramref name="error"/> and the names near to <paramref name="name"/>, or else all there are.</summary>
    public static string Unknown(string error, string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        var near =
            name.Length > Longest
                ? []
                : names
                    .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
                    .Where(candidate => candidate.Distance <= (candidate.Name.Length + 1) / 3)
                    .OrderBy(candidate => candidate.Distance)
                    .Take(3)
                    .Select(candidate => candidate.Name)
                    .ToList();
        if (near.Count > 0)
            return $"{error}; did you mean {string.Join(" or ", near)}?";
        return names.Count switch
        {
            0 => $"{error}, which has none",
            > MostKnown => $"{error}; it has {string.Join(", ", names.Take(MostKnown))}, …",
            _ => $"{error}; it has {string.Join(", ", names)}",
        };
    }

    public static string Short(string name) => name.Length > Longest ? name[..Longest] + "…" : name;

    // Levenshtein's, over one row; both are short. A name that only goes on or stops early is near in any case.
    private static int Distance(string name, string candidate)
    {
        if (name.Length > 3 && (candidate.StartsWith(name, StringComparison.Ordinal) || name == candidate + "s"))
            return 1;
        var row = Enumerable.Range(0, candidate.Length + 1).ToArray();
        for (var i = 1; i <= name.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= candidate.Length; j++)
            {
                var replaced =
                    diagonal + (char.ToLowerInvariant(name[i - 1]) == char.ToLowerInvariant(candidate[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
