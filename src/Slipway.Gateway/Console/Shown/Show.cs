using System.Globalization;

namespace Slipway.Gateway.Console.Shown;

/// <summary>Figures as they are shown: few digits, and a unit.</summary>
public static class Show
{
    public const string Nothing = "–";

    /// <summary>Requests per second.</summary>
    public static string Rate(double? rate) =>
        rate switch
        {
            null => Nothing,
            0 => "0/s",
            < 0.1 => "< 0.1/s",
            _ => Digits(rate.Value) + "/s",
        };

    public static string Milliseconds(double? milliseconds) =>
        milliseconds switch
        {
            null => Nothing,
            >= 10_000 => Digits(milliseconds.Value / 1000) + " s",
            _ => Digits(milliseconds.Value) + " ms",
        };

    /// <param name="part">From 0 to 1.</param>
    public static string Percent(double? part) =>
        part switch
        {
            null => Nothing,
            > 0 and < 0.001 => "< 0.1 %",
            _ => (part.Value * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %",
        };

    public static string Bytes(long bytes) =>
        bytes switch
        {
            <= 0 => Nothing,
            < 1 << 20 => Digits(bytes / 1024.0) + " KB",
            < 1 << 30 => Digits(bytes / (1024.0 * 1024)) + " MB",
            _ => Digits(bytes / (1024.0 * 1024 * 1024)) + " GB",
        };

    /// <summary>How long ago.</summary>
    public static string Ago(TimeSpan age) =>
        age switch
        {
            { TotalSeconds: < 5 } => "just now",
            { TotalMinutes: < 1 } => $"{age.TotalSeconds:0} s ago",
            { TotalHours: < 1 } => $"{Math.Floor(age.TotalMinutes):0} min ago",
            { TotalDays: < 1 } => $"{Math.Floor(age.TotalHours):0} h ago",
            _ => $"{Math.Floor(age.TotalDays):0} d ago",
        };

    /// <summary>The words of an enumeration's member: <c>crash loop</c> for <c>CrashLoop</c>.</summary>
    public static string Words<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return string.Concat(
            name.Select(
                (letter, i) =>
                    i > 0 && char.IsUpper(letter)
                        ? " " + char.ToLowerInvariant(letter)
                        : char.ToLowerInvariant(letter).ToString()
            )
        );
    }

    public static string Count(int count, string one) => count == 1 ? $"1 {one}" : $"{count} {one}s";

    // Three that count.
    private static string Digits(double value) =>
        value.ToString(
            value switch
            {
                >= 99.95 => "#,0",
                >= 9.995 => "0.#",
                _ => "0.##",
            },
            CultureInfo.InvariantCulture
        );
}
