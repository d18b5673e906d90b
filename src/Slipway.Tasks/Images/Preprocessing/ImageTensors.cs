using System.Runtime.InteropServices;
using Slipway.Tasks.Images.Options;
using Slipway.Tasks.Images.Resampling;
using Slipway.Tensors;

namespace Slipway.Tasks.Images.Preprocessing;

/// <summary>Makes the model's tensor of a decoded picture. Immutable, thread-safe.</summary>
/// <param name="input">What the tensor is to be.</param>
/// <param name="plan">How the picture gets there.</param>
/// <param name="order">The order of the tensor's channels.</param>
/// <param name="scales">From <see cref="ChannelScale"/>, for red, green and blue, or one for all.</param>
internal sealed class ImageTensors(ImageInput input, ImagePlan plan, ChannelOrder order, float[][] scales)
{
    public ImageInput Input => input;

    public ImagePlan Plan => plan;

    /// <summary>A tensor of one picture, the caller's to dispose. The picture may be changed.</summary>
    public Tensor Make(PixelImage image, Placement placement, CancellationToken cancellationToken)
    {
        // Grey before it is resized, as the conversion of a picture is the first step elsewhere too.
        if (input.Channels == 1)
            GreyPixels.Make(image);
        var visible = placement.Visible;
        using var resized = Resampler.Resize(
            image,
            placement.ResizedWidth,
            placement.ResizedHeight,
            visible,
            plan.Filter,
            cancellationToken
        );

        var tensor = Tensor.Allocate(input.DataType, input.ShapeOf(placement.FrameWidth, placement.FrameHeight));
        try
        {
            Fill(tensor, resized, placement);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private void Fill(Tensor tensor, PixelImage picture, Placement placement)
    {
        switch (input.DataType)
        {
            case DataType.Fp32:
                Fill(tensor.AsSpan<float>(), picture, placement, static value => value);
                break;
            case DataType.Fp64:
                Fill(tensor.AsSpan<double>(), picture, placement, static value => value);
                break;
            case DataType.Fp16:
                Fill(MemoryMarshal.Cast<byte, Half>(tensor.Bytes), picture, placement, static value => (Half)value);
                break;
            default:
                Fill(
                    tensor.AsSpan<byte>(),
                    picture,
                    placement,
                    static value => (byte)Math.Clamp(MathF.Round(value), 0, 255)
                );
                break;
        }
    }

    private void Fill<T>(Span<T> elements, PixelImage picture, Placement placement, Func<float, T> convert)
        where T : unmanaged
    {
        var pixels = placement.FrameWidth * placement.FrameHeight;
        var isPlanar = input.Layout == ImageLayout.Nchw;
        for (var channel = 0; channel < input.Channels; channel++)
        {
            // A grey picture has the same value in each of its bytes.
            var colour = order == ChannelOrder.Bgr ? input.Channels - 1 - channel : channel;
            var table = Array.ConvertAll(scales[Math.Min(colour, scales.Length - 1)], value => convert(value));
            var first = isPlanar ? channel * pixels : channel;
            var step = isPlanar ? 1 : input.Channels;
            if (picture.Width < placement.FrameWidth || picture.Height < placement.FrameHeight)
                FillFrame(elements, first, step, pixels, table[plan.LetterboxValue]);
            for (var y = 0; y < picture.Height; y++)
            {
                var row = picture.Row(y);
                var at = ((Math.Max(0, placement.Top) + y) * placement.FrameWidth) + Math.Max(0, placement.Left);
                at = first + (at * step);
                for (var x = colour; x < row.Length; x += PixelImage.BytesPerPixel, at += step)
                {
                    elements[at] = table[row[x]];
                }
            }
        }
    }

    private static void FillFrame<T>(Span<T> elements, int first, int step, int count, T value)
    {
        for (var i = 0; i < count; i++)
        {
            elements[first + (i * step)] = value;
        }
    }
}
