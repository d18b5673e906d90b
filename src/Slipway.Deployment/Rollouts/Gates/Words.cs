using System.Globalization;

namespace Slipway.Deployment.Rollouts.Gates;

/// <summary>Figures for people.</summary>
internal static class Words
{
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Of a part: two digits that count, or so, and never 0 or 100 that is not quite.</summary>
    public static string Percent(double part)
    {
        var format = Math.Min(part, 1 - part) switch
        {
            <= 0 or >= 0.1 => "0",
            >= 0.001 => "0.#",
            _ => "0.###",
        };
        return (100 * part).ToString(format, CultureInfo.InvariantCulture) + " %";
    }

    public static string Time(double seconds) =>
        seconds switch
        {
            >= 9.995 => Number(seconds, "0.#", "s"),
            >= 0.9995 => Number(seconds, "0.##", "s"),
            >= 0.00995 => Number(seconds * 1e3, "0", "ms"),
            >= 0.000995 => Number(seconds * 1e3, "0.#", "ms"),
            _ => Number(seconds * 1e6, "0", "µs"),
        };

    /// <summary>With an s but for one.</summary>
    public static string Many(long count, string what) => $"{Count(count)} {what}{(count == 1 ? "" : "s")}";

    private static string Number(double value, string format, string unit) =>
        value.ToString(format, CultureInfo.InvariantCulture) + " " + unit;
}
