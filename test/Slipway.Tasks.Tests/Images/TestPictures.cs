using System.Globalization;
using SkiaSharp;
using Slipway.Tasks.Images;

namespace Slipway.Tasks.Tests.Images;

/// <summary>Pictures that tests draw themselves, and their files.</summary>
internal static class TestPictures
{
    /// <summary>Smooth in one channel, stepped in another and noisy in the third.</summary>
    public static PixelImage Draw(int width, int height)
    {
        var image = new PixelImage(width, height);
        for (var y = 0; y < height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < width; x++)
            {
                row[x * 4] = (byte)(255 * x / width);
                row[(x * 4) + 1] = (byte)(y * 16 / height * 16);
                row[(x * 4) + 2] = (byte)(x * y * 7);
                row[(x * 4) + 3] = 255;
            }
        }

        return image;
    }

    public static PixelImage FromRgb(ReadOnlySpan<byte> rgb, int width, int height)
    {
        var image = new PixelImage(width, height);
        for (var y = 0; y < height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < width; x++)
            {
                rgb.Slice(((y * width) + x) * 3, 3).CopyTo(row[(x * 4)..]);
                row[(x * 4) + 3] = 255;
            }
        }

        return image;
    }

    public static byte[] Encode(PixelImage image, SKEncodedImageFormat format, int quality = 90)
    {
        var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var pixmap = new SKPixmap(info, image.Pointer);
        using var data = pixmap.Encode(format, quality);
        return data!.ToArray();
    }

    /// <summary>A JPEG, PNG or WebP of a drawn picture.</summary>
    public static byte[] File(SKEncodedImageFormat format, int width, int height)
    {
        using var image = Draw(width, height);
        return Encode(image, format);
    }

    /// <summary>The largest difference in red, green or blue.</summary>
    public static int LargestDifference(PixelImage left, PixelImage right)
    {
        (left.Width, left.Height).Should().Be((right.Width, right.Height));
        var largest = 0;
        for (var y = 0; y < left.Height; y++)
        {
            var a = left.Row(y);
            var b = right.Row(y);
            for (var i = 0; i < a.Length; i++)
            {
                if (i % 4 != 3)
                    largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
            }
        }

        return largest;
    }

    public static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
