using System.Globalization;

namespace Slipway.Cli.Bench.Reports;

/// <summary>Figures for people: never more digits than they are worth.</summary>
internal static class Numbers
{
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string PerSecond(double value) => $"{Rate(value)}/s";

    public static string Rate(double value) =>
        value.ToString(
            value switch
            {
                >= 100 => "#,0",
                >= 10 => "0.#",
                _ => "0.##",
            },
            CultureInfo.InvariantCulture
        );

    /// <summary>A latency with its unit.</summary>
    public static string Latency(double microseconds) =>
        microseconds switch
        {
            < 1000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds:0} µs"),
            < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e3:0.00} ms"),
            < 100_000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e3:0.0} ms"),
            < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e3:0} ms"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e6:0.00} s"),
        };

    public static string Bytes(long value) =>
        value switch
        {
            < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{value:#,0} bytes"),
            < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:#,0} kB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:#,0} MB"),
        };

    public static string Megabytes(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:#,0.#} MB");

    public static string Seconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.##} s");

    public static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{part * 100:0} %");
}
