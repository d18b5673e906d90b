using System.Globalization;

namespace Slipway.Benchmarks.Reports;

/// <summary>Numbers for readers, never with more digits than they are worth; a dash for what was not measured.</summary>
internal static class Figures
{
    private const string Dash = "–";

    public static string Rate(double? value) =>
        value switch
        {
            null or double.NaN => Dash,
            >= 100 => Text(value.Value, "#,0"),
            >= 10 => Text(value.Value, "0.0"),
            _ => Text(value.Value, "0.00"),
        };

    public static string Ratio(double? value) => value is null or double.NaN ? Dash : Text(value.Value, "0.00");

    public static string Whole(double? value) => value is null or double.NaN ? Dash : Text(value.Value, "#,0");

    /// <summary>With its unit.</summary>
    public static string Latency(double? microseconds) =>
        microseconds switch
        {
            null or double.NaN => Dash,
            double.PositiveInfinity => "never",
            < 1000 => Text(microseconds.Value, "0 µs"),
            < 10_000 => Text(microseconds.Value / 1e3, "0.00 ms"),
            < 100_000 => Text(microseconds.Value / 1e3, "0.0 ms"),
            < 1e6 => Text(microseconds.Value / 1e3, "0 ms"),
            _ => Text(microseconds.Value / 1e6, "0.00 s"),
        };

    public static string Megabytes(long? bytes) => bytes is { } value ? Text(value / 1e6, "0.0") : Dash;

    public static string Percent(double part) => double.IsNaN(part) ? Dash : Text(part * 100, "0 '%'");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
