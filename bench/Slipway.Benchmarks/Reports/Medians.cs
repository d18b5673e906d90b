namespace Slipway.Benchmarks.Reports;

internal static class Medians
{
    /// <summary>The middle one, or the mean of the two in the middle; not a number where there is none.</summary>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
