namespace Slipway.Samples.Facts.Fields;

/// <summary>
/// Finds values by what they look like. Every expression is matched without backtracking and has bounded repetitions, so that
/// the time grows with the text and with nothing else.
/// </summary>
internal static class FieldFinder
{
    // Where two overlap, the one that comes first here is meant: digits of an account are no telephone number.
    private static readonly IFieldRule[] Rules =
    [
        new UrlRule(),
        new EmailRule(),
        new IbanRule(),
        new VatIdRule(),
        new DateRule(),
        new AmountRule(),
        new PercentRule(),
        new PhoneRule(),
    ];

    public static IReadOnlyList<Field> Find(string text, bool dayFirst, CancellationToken cancellationToken)
    {
        var taken = new SortedSet<(int Start, int End)>(new ByStart());
        var found = new List<Field>();
        foreach (var rule in Rules)
        {
            foreach (var field in rule.Find(text, dayFirst))
            {
                cancellationToken.ThrowIfCancellationRequested();
                // Two that overlap are equal to the comparer.
                if (taken.Add((field.Start, field.End)))
                    found.Add(field);
            }
        }

        found.Sort((a, b) => a.Start.CompareTo(b.Start));
        return found;
    }

    private sealed class ByStart : IComparer<(int Start, int End)>
    {
        public int Compare((int Start, int End) x, (int Start, int End) y) =>
            x.End <= y.Start ? -1
            : y.End <= x.Start ? 1
            : 0;
    }
}
