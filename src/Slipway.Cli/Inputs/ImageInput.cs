using SkiaSharp;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Cli.Inputs;

/// <summary>
/// An image for the model's one image-shaped input: decoded, laid on white, brought to the signature's height and
/// width, in grey or RGB as its channels say, with values as <see cref="ImageScale"/> says.
/// </summary>
internal static class ImageInput
{
    private const long MostPixels = 100_000_000;

    public static bool IsImage(ReadOnlySpan<byte> content) =>
        content is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xFF, 0xD8, 0xFF, ..];

    public static void Read(byte[] content, ModelSignature signature, ImageScale? scale, InferenceRequest request)
    {
        var found = signature
            .Inputs.Select(i => (Spec: i, Layout: ImageLayout.Find(i)))
            .Where(i => i.Layout is not null);
        if (signature.Inputs.Count != 1 || found.ToList() is not [(var spec, { } layout)])
        {
            throw CliException.Usage(
                "An image fits a model with one input of shape [N,C,H,W] or [N,H,W,C] with 1 or 3 channels; this one has "
                    + $"{string.Join(", ", signature.Inputs)}."
            );
        }

        using var pixels = Decode(content, layout);
        var tensor = ToTensor(pixels, spec, layout, scale ?? ImageScale.DefaultFor(spec.DataType));
        request.Inputs.Add(new NamedTensor(spec.Name, tensor));
    }

    private static SKBitmap Decode(byte[] content, ImageLayout layout)
    {
        using var codec = SKCodec.Create(new SKMemoryStream(content)) ?? throw Broken();
        var info = codec.Info;
        if ((long)info.Width * info.Height > MostPixels)
            throw CliException.Usage($"The image has {info.Width} × {info.Height} pixels, over {MostPixels:N0}.");
        using var decoded =
            SKBitmap.Decode(codec, new SKImageInfo(info.Width, info.Height, SKColorType.Rgba8888, SKAlphaType.Premul))
            ?? throw Broken();

        var target = new SKImageInfo(
            layout.Width > 0 ? layout.Width : info.Width,
            layout.Height > 0 ? layout.Height : info.Height,
            SKColorType.Rgba8888,
            SKAlphaType.Premul
        );
        var result = new SKBitmap(target);
        using var canvas = new SKCanvas(result);
        using var image = SKImage.FromBitmap(decoded);
        canvas.Clear(SKColors.White);
        // Mipmaps keep thin lines when a photograph shrinks to a few pixels.
        canvas.DrawImage(
            image,
            SKRect.Create(info.Width, info.Height),
            SKRect.Create(target.Width, target.Height),
            new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
        );
        return result;
    }

    private static Tensor ToTensor(SKBitmap pixels, TensorSpec spec, ImageLayout layout, ImageScale scale)
    {
        using var builder = new TensorBuilder(spec);
        var planes = layout.ChannelsLast ? 1 : layout.Channels;
        var perPixel = layout.ChannelsLast ? layout.Channels : 1;
        for (var plane = 0; plane < planes; plane++)
        {
            for (var y = 0; y < pixels.Height; y++)
            {
                for (var x = 0; x < pixels.Width; x++)
                {
                    var color = pixels.GetPixel(x, y);
                    for (var i = 0; i < perPixel; i++)
                    {
                        builder.Add(scale.Apply(Level(color, layout.Channels, plane + i)));
                    }
                }
            }
        }

        return builder.Build(InputShape.Fit(spec, Shape(pixels, layout)));
    }

    private static TensorShape Shape(SKBitmap pixels, ImageLayout layout) =>
        layout.ChannelAxis < 0 ? new TensorShape(pixels.Height, pixels.Width)
        : layout.ChannelsLast ? new TensorShape(pixels.Height, pixels.Width, layout.Channels)
        : new TensorShape(layout.Channels, pixels.Height, pixels.Width);

    // Grey by the weights of Rec. 601, as image libraries for models do.
    private static byte Level(SKColor color, int channels, int channel) =>
        channels == 1
            ? (byte)((299 * color.Red + 587 * color.Green + 114 * color.Blue + 500) / 1000)
            : channel switch
            {
                0 => color.Red,
                1 => color.Green,
                _ => color.Blue,
            };

    private static CliException Broken() =>
        CliException.Usage("The image cannot be decoded; it must be a whole PNG or JPEG file.");
}
