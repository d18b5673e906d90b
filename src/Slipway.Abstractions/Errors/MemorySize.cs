using System.Globalization;

namespace Slipway.Errors;

/// <summary>A size as people write it: bytes, or a number with kB, MB, GB (powers of 1000) or KiB, MiB, GiB (of 1024).</summary>
public static class MemorySize
{
    private static readonly (string Suffix, double Factor)[] Units =
    [
        ("kib", 1 << 10),
        ("mib", 1 << 20),
        ("gib", 1 << 30),
        ("kb", 1e3),
        ("mb", 1e6),
        ("gb", 1e9),
        ("b", 1),
        ("", 1),
    ];

    /// <summary>In words, for errors.</summary>
    public const string Form = "a size such as 500MB, 2GB or 1.5GiB, or a number of bytes";

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var plain = text.Trim();
        var (suffix, factor) = Array.Find(
            Units,
            unit => plain.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase)
        );
        var number = plain[..^suffix.Length];
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            return false;
        var size = value * factor;
        bytes = size is >= 1 and < 1e18 ? (long)size : 0;
        return bytes > 0;
    }

    public static long Parse(string text) => TryParse(text, out var bytes) ? bytes : throw new FormatException(text);
}
