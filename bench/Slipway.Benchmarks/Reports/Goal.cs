namespace Slipway.Benchmarks.Reports;

/// <summary>Something that is aimed at, and what came of it.</summary>
/// <param name="What">What is measured.</param>
/// <param name="Aim">The limit, for readers.</param>
/// <param name="Measured">The figure, for readers.</param>
/// <param name="Verdict"><c>yes</c>, <c>no</c>, or why it does not count.</param>
internal sealed record Goal(string What, string Aim, string Measured, string Verdict)
{
    /// <summary>A ratio that should not be lower; null where it was not measured.</summary>
    public static Goal? AtLeast(string what, double limit, string of, double? value, bool hasErrors = false) =>
        value is { } ratio && !double.IsNaN(ratio)
            ? new Goal(what, $"≥ {Figures.Ratio(limit)} {of}", Figures.Ratio(ratio), Judge(ratio >= limit, hasErrors))
            : null;

    /// <summary>A figure that should not be higher; null where it was not measured.</summary>
    public static Goal? AtMost(
        string what,
        double limit,
        string of,
        double? value,
        Func<double?, string> text,
        bool hasErrors = false
    ) =>
        value is { } figure && !double.IsNaN(figure)
            ? new Goal(what, $"≤ {text(limit)} {of}".TrimEnd(), text(figure), Judge(figure <= limit, hasErrors))
            : null;

    public static MarkdownTable Table(IEnumerable<Goal?> goals)
    {
        var table = new MarkdownTable(textColumns: 2, "goal", "aim", "measured", "met");
        foreach (var goal in goals.OfType<Goal>())
        {
            table.Add(goal.What, goal.Aim, goal.Measured, goal.Verdict);
        }

        return table;
    }

    private static string Judge(bool isMet, bool hasErrors) =>
        hasErrors ? "no: errors"
        : isMet ? "yes"
        : "**no**";
}
