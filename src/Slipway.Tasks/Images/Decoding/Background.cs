using System.Globalization;

namespace Slipway.Tasks.Images.Decoding;

/// <summary>A colour that shows through where an image is transparent.</summary>
internal readonly record struct Background(byte Red, byte Green, byte Blue)
{
    /// <summary>A colour as the web writes it, <c>#rrggbb</c>.</summary>
    public static bool TryParse(string text, out Background colour)
    {
        colour = default;
        if (
            text is not ['#', .. { Length: 6 } digits]
            || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
        )
        {
            return false;
        }

        colour = new Background((byte)(value >> 16), (byte)(value >> 8), (byte)value);
        return true;
    }

    /// <summary>Mixes each pixel with the colour by its alpha, which the colours are not multiplied with.</summary>
    public void PutBehind(PixelImage image)
    {
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var i = 0; i + 3 < row.Length; i += PixelImage.BytesPerPixel)
            {
                int alpha = row[i + 3];
                row[i] = Mix(row[i], Red, alpha);
                row[i + 1] = Mix(row[i + 1], Green, alpha);
                row[i + 2] = Mix(row[i + 2], Blue, alpha);
            }
        }
    }

    private static byte Mix(int front, int back, int alpha) =>
        (byte)(((front * alpha) + (back * (255 - alpha)) + 127) / 255);
}
