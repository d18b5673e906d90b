using SkiaSharp;
using Slipway.Tasks.Images;

namespace Slipway.Benchmarks.Images;

/// <summary>A picture of a megapixel with edges, gradients and some noise, so that its JPEG is as large as a photograph's.</summary>
internal static class BenchmarkPicture
{
    public const int Width = 1152;
    public const int Height = 864;

    public static byte[] Jpeg()
    {
        using var image = new PixelImage(Width, Height);
        var random = new Random(1);
        for (var y = 0; y < Height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < Width; x++)
            {
                var shade = 128 + (int)(90 * Math.Sin(x / 37.0) * Math.Cos(y / 23.0)) + random.Next(-8, 9);
                row[x * 4] = (byte)Math.Clamp(shade, 0, 255);
                row[(x * 4) + 1] = (byte)Math.Clamp(shade / 2 + (x * 100 / Width), 0, 255);
                row[(x * 4) + 2] = (byte)((x / 96 + (y / 72)) % 2 == 0 ? 40 : 200);
                row[(x * 4) + 3] = 255;
            }
        }

        var info = new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var pixmap = new SKPixmap(info, image.Pointer);
        using var data = pixmap.Encode(SKEncodedImageFormat.Jpeg, 85);
        return data!.ToArray();
    }
}
