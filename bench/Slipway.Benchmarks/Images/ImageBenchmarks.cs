using BenchmarkDotNet.Attributes;
using Slipway.Tasks.Images;
using Slipway.Tasks.Images.Decoding;
using Slipway.Tasks.Images.Options;
using Slipway.Tasks.Images.Preprocessing;
using Slipway.Tasks.Images.Resampling;
using Slipway.Tensors;

namespace Slipway.Benchmarks.Images;

/// <summary>
/// A JPEG of a megapixel to a model's input of 3 × 224 × 224: all of it, and its parts. What Pillow needs for the same bytes
/// is measured by <c>pillow.py</c> beside this file.
/// </summary>
public class ImageBenchmarks
{
    private readonly byte[] _jpeg = BenchmarkPicture.Jpeg();
    private PixelImage _image = null!;
    private ImageTensors _tensors = null!;

    [Params("Bilinear", "Bicubic")]
    public string Filter { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        _image = Decode();
        var plan = new ImagePlan
        {
            Resize = new ResizeRule.Stretch(224, 224),
            Filter = Enum.Parse<ResampleFilter>(Filter),
        };
        var input = new ImageInput("x", DataType.Fp32, ImageLayout.Nchw, 3, 224, 224);
        var scales = ChannelScale.Of(1 / 255.0, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
        _tensors = new ImageTensors(input, plan, ChannelOrder.Rgb, scales);
    }

    [GlobalCleanup]
    public void Clean() => _image.Dispose();

    [Benchmark]
    public int DecodeOnly()
    {
        using var image = Decode();
        return image.Width;
    }

    [Benchmark]
    public long Preprocess()
    {
        var placement = _tensors.Plan.Place(_image.Width, _image.Height);
        using var tensor = _tensors.Make(_image, placement, CancellationToken.None);
        return tensor.ElementCount;
    }

    [Benchmark]
    public long DecodeAndPreprocess()
    {
        using var image = Decode();
        var placement = _tensors.Plan.Place(image.Width, image.Height);
        using var tensor = _tensors.Make(image, placement, CancellationToken.None);
        return tensor.ElementCount;
    }

    private PixelImage Decode()
    {
        using var file = ImageFile.Open(_jpeg, ImageLimits.Default);
        return file.Decode();
    }
}
