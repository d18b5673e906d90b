namespace Slipway.Cli.Bench.Reports.Html;

/// <summary>Colours as the page's style names them, each with a light and a dark form.</summary>
internal static class PlotColors
{
    public const string First = "var(--first)";
    public const string Second = "var(--second)";
    public const string Refused = "var(--refused)";

    /// <summary>A step of a sweep: one hue from pale to full, since the steps have an order.</summary>
    public static string Step(int index, int count) =>
        count == 1 ? First : $"color-mix(in oklab, var(--low), var(--high) {index * 100 / (count - 1)}%)";
}
