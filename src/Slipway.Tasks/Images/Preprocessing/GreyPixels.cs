namespace Slipway.Tasks.Images.Preprocessing;

/// <summary>Turns colours into grey by the weights of ITU-R BT.601, in the fixed point in which Pillow has them.</summary>
internal static class GreyPixels
{
    private const int Red = 19595;
    private const int Green = 38470;
    private const int Blue = 7471;

    /// <summary>The same value in all channels.</summary>
    public static void Make(PixelImage image)
    {
        for (var y = 0; y < image.Height; y++)
        {
            foreach (ref var pixel in image.Pixel32Row(y))
            {
                var grey =
                    (
                        ((pixel & 0xFF) * Red)
                        + (((pixel >> 8) & 0xFF) * Green)
                        + (((pixel >> 16) & 0xFF) * Blue)
                        + 0x8000
                    ) >> 16;
                pixel = grey * 0x010101u;
            }
        }
    }
}
