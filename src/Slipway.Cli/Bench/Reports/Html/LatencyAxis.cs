namespace Slipway.Cli.Bench.Reports.Html;

/// <summary>The axis of latencies in microseconds: even, or by logarithm where they differ by far.</summary>
internal static class LatencyAxis
{
    private const double Far = 20;

    public static Axis Create(IReadOnlyCollection<double> values)
    {
        var above = values.Where(v => v > 0).DefaultIfEmpty(1).ToList();
        var (least, most) = (above.Min(), above.Max());
        return most / least > Far ? Axis.Logarithmic(least, most, Text) : Axis.Linear(most, Text);
    }

    // Ticks are round values.
    private static string Text(double microseconds) =>
        microseconds switch
        {
            <= 0 => "0",
            < 1000 => FormattableString.Invariant($"{microseconds:0.##} µs"),
            < 1_000_000 => FormattableString.Invariant($"{microseconds / 1e3:0.##} ms"),
            _ => FormattableString.Invariant($"{microseconds / 1e6:0.##} s"),
        };
}
