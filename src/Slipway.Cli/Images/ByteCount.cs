using System.Globalization;

namespace Slipway.Cli.Images;

/// <summary>Sizes for people, in powers of a thousand: <c>38.2 MB</c>.</summary>
internal static class ByteCount
{
    public static string Of(long bytes) =>
        bytes switch
        {
            < 1_000 => $"{bytes} B",
            < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB"),
            < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.##} GB"),
        };
}
