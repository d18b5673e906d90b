namespace Slipway.Errors;

/// <summary>A number of bytes for people.</summary>
public static class ByteSize
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>Three digits or so, in powers of 1,000: <c>1.23 GB</c>.</summary>
    public static string Of(long bytes)
    {
        double value = bytes;
        var unit = 0;
        for (; Math.Abs(value) >= 999.5 && unit < Units.Length - 1; unit++)
        {
            value /= 1000;
        }

        var format =
            unit == 0 || value >= 100 ? "0"
            : value >= 10 ? "0.0"
            : "0.00";
        return value.ToString(format, System.Globalization.CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
