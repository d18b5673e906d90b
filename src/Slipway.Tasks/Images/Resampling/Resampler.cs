using System.Runtime.InteropServices;

namespace Slipway.Tasks.Images.Resampling;

/// <summary>
/// Resizes as Pillow does, to the same bytes: first along the rows, rounded to eight bits, then along the columns, both with
/// the filter stretched where the image shrinks. Only what is wanted of the result is computed.
/// </summary>
internal static class Resampler
{
    /// <summary>
    /// The part <paramref name="wanted"/>, in pixels of the result and inside of it, of <paramref name="source"/> resized to a
    /// width and height.
    /// </summary>
    public static PixelImage Resize(
        PixelImage source,
        int width,
        int height,
        Window wanted,
        ResampleFilter filter,
        CancellationToken cancellationToken
    )
    {
        var target = new PixelImage(wanted.Width, wanted.Height);
        try
        {
            if (source.Width == width && source.Height == height)
                Copy(source, wanted, target);
            else if (filter == ResampleFilter.Nearest)
                Pick(source, width, height, wanted, target);
            else
                Resize(source, width, height, wanted, filter, target, cancellationToken);
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    // Each source row is resized once and added to the sums of the rows of the result that it counts for. A result in
    // which it would be the other way round needs all the resized rows at a time.
    private static void Resize(
        PixelImage source,
        int width,
        int height,
        Window wanted,
        ResampleFilter filter,
        PixelImage target,
        CancellationToken cancellationToken
    )
    {
        var across = ResampleWeights.Of(source.Width, width, wanted.Left, wanted.Width, filter);
        var down = ResampleWeights.Of(source.Height, height, wanted.Top, wanted.Height, filter);
        var sums = new OpenRows(down, target.RowBytes);
        var resized = new byte[target.RowBytes];
        var isWidthKept = source.Width == width;
        var end = down.End(down.Count - 1);
        for (var y = down.Start(0); y < end; y++)
        {
            if (y % 256 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> row = resized;
            if (isWidthKept)
                row = source.Row(y).Slice(wanted.Left * PixelImage.BytesPerPixel, target.RowBytes);
            else
                RowResampler.Along(source.Pixel32Row(y), across, MemoryMarshal.Cast<byte, uint>(resized.AsSpan()));
            sums.Add(y, row, target);
        }
    }

    private static void Copy(PixelImage source, Window wanted, PixelImage target)
    {
        for (var y = 0; y < target.Height; y++)
        {
            source.Pixel32Row(wanted.Top + y).Slice(wanted.Left, wanted.Width).CopyTo(target.Pixel32Row(y));
        }
    }

    // Positions are added up and not multiplied out, since Pillow's are, and both round differently.
    private static void Pick(PixelImage source, int width, int height, Window wanted, PixelImage target)
    {
        var columns = Positions(source.Width, width, wanted.Left, wanted.Width);
        var rows = Positions(source.Height, height, wanted.Top, wanted.Height);
        for (var y = 0; y < target.Height; y++)
        {
            var from = source.Pixel32Row(rows[y]);
            var to = target.Pixel32Row(y);
            for (var x = 0; x < to.Length; x++)
            {
                to[x] = from[columns[x]];
            }
        }
    }

    private static int[] Positions(int from, int to, int first, int count)
    {
        var scale = (double)from / to;
        var position = scale * 0.5;
        var result = new int[count];
        for (var i = 0; i < first + count; i++, position += scale)
        {
            if (i >= first)
                result[i - first] = Math.Min(from - 1, (int)position);
        }

        return result;
    }
}
