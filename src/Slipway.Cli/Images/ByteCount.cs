using System.Globalization;

namespace Slipway.Cli.Images;

/// <summary>Sizes for people, in powers of a thousand: <c>38.2 MB</c>.</summary>
internal static class ByteCount
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    public static string Of(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 999.5 && unit < Units.Length - 1)
            (value, unit) = (value / 1000, unit + 1);
        return value.ToString(unit == 0 || value >= 99.95 ? "0" : "0.0", CultureInfo.InvariantCulture)
            + $" {Units[unit]}";
    }
}
