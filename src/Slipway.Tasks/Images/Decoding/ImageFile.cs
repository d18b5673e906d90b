using System.Buffers;
using System.Globalization;
using SkiaSharp;
using Slipway.Errors;

namespace Slipway.Tasks.Images.Decoding;

/// <summary>
/// An image file of which the header has been read and held against the limits; its pixels cost memory only in
/// <see cref="Decode"/>. Skia's native library is loaded with the first file, and only this class knows it.
/// Not thread-safe; the content must not change until disposal.
/// </summary>
internal sealed class ImageFile : IDisposable
{
    /// <summary>
    /// What a decoder holds besides the pixels that it gives, at most: the coefficients of a progressive JPEG, the rows of an
    /// interlaced PNG, the planes of WebP.
    /// </summary>
    private const int DecoderBytesPerPixel = 8;

    private readonly MemoryHandle _content;
    private readonly SKCodec _codec;
    private readonly int _length;

    private ImageFile(ImageFormat format, MemoryHandle content, int length, SKCodec codec, int orientation)
    {
        Format = format;
        _content = content;
        _length = length;
        _codec = codec;
        Orientation = orientation;
    }

    public ImageFormat Format { get; }

    /// <summary>EXIF's, 1 to 8.</summary>
    public int Orientation { get; }

    /// <summary>As stored, before it is put upright.</summary>
    public int StoredWidth => _codec.Info.Width;

    public int StoredHeight => _codec.Info.Height;

    /// <summary>Bytes that <see cref="Decode"/> needs at its height, what it returns included.</summary>
    public long WorkingBytes =>
        (long)StoredWidth
        * StoredHeight
        * (DecoderBytesPerPixel + (PixelImage.BytesPerPixel * (Upright.SwapsSides(Orientation) ? 2 : 1)));

    /// <exception cref="ServingException">
    /// InvalidArgument where it is no image of ours or its header is damaged, TooLarge where it claims more than the limits.
    /// </exception>
    public static unsafe ImageFile Open(ReadOnlyMemory<byte> content, ImageLimits limits)
    {
        var bytes = content.Span;
        if (ImageSniffer.Find(bytes) is not { } format)
        {
            throw ServingException.InvalidArgument(
                $"The image is {ImageSniffer.Describe(bytes)}: {ImageSniffer.Taken}."
            );
        }

        var handle = content.Pin();
        SKCodec? codec = null;
        try
        {
            codec = OpenCodec((nint)handle.Pointer, content.Length, format);
            CheckSize(codec.Info, format, limits);
            if (format == ImageFormat.Png && !PngFile.CanHoldItsRows(bytes))
                throw BrokenOff(format, codec.Info, content.Length);
            var orientation =
                format == ImageFormat.Png ? PngFile.Orientation(bytes) : Math.Max(1, (int)codec.EncodedOrigin);
            return new ImageFile(format, handle, content.Length, codec, orientation);
        }
        catch
        {
            codec?.Dispose();
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The pixels of the first frame, upright, transparency dropped as Pillow's conversion to RGB drops it.</summary>
    /// <param name="background">What shows through where the image is transparent; null to drop the transparency.</param>
    /// <exception cref="ServingException">InvalidArgument where the data is damaged or stops short.</exception>
    public PixelImage Decode(Background? background = null)
    {
        // No colour space: numbers are taken as they are stored, as those did who trained the model.
        var info = new SKImageInfo(StoredWidth, StoredHeight, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var image = new PixelImage(StoredWidth, StoredHeight);
        try
        {
            var result = _codec.GetPixels(info, image.Pointer, info.RowBytes, new SKCodecOptions(0));
            if (result == SKCodecResult.IncompleteInput)
                throw BrokenOff(Format, _codec.Info, _length);
            if (result != SKCodecResult.Success)
                throw Damaged(Format, _length);
            if (background is { } colour && _codec.Info.AlphaType != SKAlphaType.Opaque)
                colour.PutBehind(image);
        }
        catch
        {
            image.Dispose();
            throw;
        }

        return Upright.Turn(image, Orientation);
    }

    public void Dispose()
    {
        _codec.Dispose();
        _content.Dispose();
    }

    private static SKCodec OpenCodec(nint content, int length, ImageFormat format)
    {
        try
        {
            using var data = SKData.Create(content, length);
            var codec = SKCodec.Create(new SKMemoryStream(data), out var result);
            if (codec is not null && Matches(codec.EncodedFormat, format))
                return codec;
            codec?.Dispose();
            throw result == SKCodecResult.IncompleteInput
                ? ServingException.InvalidArgument(
                    $"The image, {Named(format)}, breaks off in its header: only {Bytes(length)} were sent. Send the whole file."
                )
                : Damaged(format, length);
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException)
        {
            throw ServingException.Internal(
                "The library that decodes images, libSkiaSharp, cannot be loaded: it belongs beside the server's program.",
                error
            );
        }
    }

    private static bool Matches(SKEncodedImageFormat found, ImageFormat expected) =>
        found
        == expected switch
        {
            ImageFormat.Jpeg => SKEncodedImageFormat.Jpeg,
            ImageFormat.Png => SKEncodedImageFormat.Png,
            ImageFormat.WebP => SKEncodedImageFormat.Webp,
            ImageFormat.Gif => SKEncodedImageFormat.Gif,
            _ => SKEncodedImageFormat.Bmp,
        };

    private static void CheckSize(SKImageInfo info, ImageFormat format, ImageLimits limits)
    {
        if (info.Width < 1 || info.Height < 1)
            throw ServingException.InvalidArgument($"The image, {Named(format)}, has no pixels.");
        if (Math.Max(info.Width, info.Height) > ImageLimits.MaxSide)
        {
            throw ServingException.TooLarge(
                $"The image, {Named(format)}, is {Size(info)}; a side may have at most {ImageLimits.MaxSide} pixels."
            );
        }

        if ((long)info.Width * info.Height > limits.MaxPixels)
        {
            throw ServingException.TooLarge(
                $"The image, {Named(format)}, is {Size(info)}, more than the {limits.MaxPixels} pixels that are taken. Send it "
                    + "smaller, or raise max_pixels in the section of the task in model.yaml."
            );
        }
    }

    private static ServingException BrokenOff(ImageFormat format, SKImageInfo info, int length) =>
        ServingException.InvalidArgument(
            $"The image, {Named(format)} of {Size(info)}, breaks off: the {Bytes(length)} that were sent do not hold all of its "
                + "rows. Send the whole file."
        );

    private static ServingException Damaged(ImageFormat format, int length) =>
        ServingException.InvalidArgument(
            $"The image begins as {Named(format)}, but its {Bytes(length)} cannot be decoded: the file is damaged."
        );

    private static string Size(SKImageInfo info) =>
        string.Create(CultureInfo.InvariantCulture, $"{info.Width} × {info.Height} pixels");

    private static string Bytes(int length) => string.Create(CultureInfo.InvariantCulture, $"{length} bytes");

    private static string Named(ImageFormat format) =>
        format switch
        {
            ImageFormat.Jpeg => "a JPEG",
            ImageFormat.Png => "a PNG",
            ImageFormat.WebP => "a WebP",
            ImageFormat.Gif => "a GIF",
            _ => "a BMP",
        };
}
