namespace Slipway.Tasks.Images.Decoding;

/// <summary>
/// Turns pixels as a camera stored them to how they are to be seen, by EXIF's eight orientations.
/// </summary>
internal static class Upright
{
    /// <summary>Tiles of 64 × 64 pixels: both sides of the turn stay in the first cache.</summary>
    private const int Tile = 64;

    /// <summary>Whether width and height change places.</summary>
    public static bool SwapsSides(int orientation) => orientation >= 5;

    /// <summary>Takes the image over: it is turned in place, or disposed and another one returned.</summary>
    public static PixelImage Turn(PixelImage image, int orientation)
    {
        switch (orientation)
        {
            case 2:
                MirrorRows(image);
                return image;
            case 3:
                FlipRows(image);
                MirrorRows(image);
                return image;
            case 4:
                FlipRows(image);
                return image;
            case >= 5 and <= 8:
                using (image)
                    return Transpose(image, orientation);
            default:
                return image;
        }
    }

    private static void MirrorRows(PixelImage image)
    {
        for (var y = 0; y < image.Height; y++)
        {
            image.Pixel32Row(y).Reverse();
        }
    }

    private static void FlipRows(PixelImage image)
    {
        var kept = new byte[image.RowBytes];
        for (int top = 0, bottom = image.Height - 1; top < bottom; top++, bottom--)
        {
            image.Row(top).CopyTo(kept);
            image.Row(bottom).CopyTo(image.Row(top));
            kept.CopyTo(image.Row(bottom));
        }
    }

    // 5 is the plain transpose. 6 turns clockwise (each row read upwards), 8 the other way (columns from the right),
    // 7 does both.
    private static unsafe PixelImage Transpose(PixelImage source, int orientation)
    {
        var upwards = orientation is 6 or 7;
        var fromRight = orientation is 7 or 8;
        var target = new PixelImage(source.Height, source.Width);
        var from = (uint*)source.Pointer;
        nint stride = source.Width;
        for (var tileY = 0; tileY < target.Height; tileY += Tile)
        {
            var endY = Math.Min(tileY + Tile, target.Height);
            for (var tileX = 0; tileX < target.Width; tileX += Tile)
            {
                var endX = Math.Min(tileX + Tile, target.Width);
                for (var y = tileY; y < endY; y++)
                {
                    var row = target.Pixel32Row(y);
                    nint column = fromRight ? source.Width - 1 - y : y;
                    for (var x = tileX; x < endX; x++)
                    {
                        nint line = upwards ? source.Height - 1 - x : x;
                        row[x] = from[(line * stride) + column];
                    }
                }
            }
        }

        return target;
    }
}
