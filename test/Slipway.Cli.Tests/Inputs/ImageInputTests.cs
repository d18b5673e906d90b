using SkiaSharp;
using Slipway.Cli.Inputs;
using Slipway.Tensors;
using static Slipway.Cli.Tests.Inputs.RequestInputs;

namespace Slipway.Cli.Tests.Inputs;

public sealed class ImageInputTests
{
    [Fact]
    public void Read_ColoursChannelsFirst_ArePlanesOfTheirOwn()
    {
        var png = Encode(2, 1, SKColors.Red, SKColors.Blue);

        using var request = Read(png, new InputOptions(), Signature(Spec("image", DataType.Fp32, -1, 3, 1, 2)));

        request.Input("image").Shape.Should().Be(new TensorShape(1, 3, 1, 2));
        request.Input("image").AsSpan<float>().ToArray().Should().Equal(1, 0, 0, 0, 0, 1);
    }

    [Fact]
    public void Read_ColoursChannelsLast_StayTogether()
    {
        var png = Encode(2, 1, SKColors.Red, SKColors.Blue);

        using var request = Read(png, new InputOptions(), Signature(Spec("image", DataType.UInt8, -1, -1, -1, 3)));

        request.Input("image").Shape.Should().Be(new TensorShape(1, 1, 2, 3));
        request.Input("image").AsSpan<byte>().ToArray().Should().Equal(255, 0, 0, 0, 0, 255);
    }

    [Fact]
    public void Read_GreyWithAScale_TurnsInkIntoTheHighValue()
    {
        var png = Encode(2, 1, SKColors.Black, SKColors.White);
        var options = new InputOptions { ImageScale = new ImageScale(16, 0) };

        using var request = Read(png, options, Signature(Spec("image", DataType.Fp32, -1, 1, 1, 2)));

        request.Input("image").AsSpan<float>().ToArray().Should().Equal(16, 0);
    }

    [Fact]
    public void Read_LargerImage_IsBroughtToTheModelsSize()
    {
        var png = Encode(64, 32, [.. Enumerable.Repeat(new SKColor(51, 51, 51), 64 * 32)]);

        using var request = Read(png, new InputOptions(), Signature(Spec("image", DataType.Fp32, 1, 1, 8, 8)));

        request.Input("image").Shape.Should().Be(new TensorShape(1, 1, 8, 8));
        request
            .Input("image")
            .AsSpan<float>()
            .ToArray()
            .Should()
            .AllSatisfy(v => v.Should().BeApproximately(0.2f, 1e-3f));
    }

    [Fact]
    public void Read_Transparency_ShowsWhitePaper()
    {
        var png = Encode(1, 1, SKColors.Transparent);

        using var request = Read(png, new InputOptions(), Signature(Spec("image", DataType.Fp32, 1, 1)));

        request.Input("image").AsSpan<float>().ToArray().Should().Equal(1);
    }

    [Fact]
    public void Read_TruncatedImage_IsAUsageError()
    {
        var png = Encode(2, 1, SKColors.Red, SKColors.Blue)[..20];

        var act = () => Read(png, new InputOptions(), Signature(Spec("image", DataType.Fp32, -1, 3, 1, 2)));

        act.Should().Throw<CliException>().Which.ExitCode.Should().Be(ExitCodes.Usage);
    }

    [Fact]
    public void Read_ModelWithoutAnImageInput_SaysWhatItTakes()
    {
        var act = () =>
            Read(Encode(1, 1, SKColors.Red), new InputOptions(), Signature(Spec("x", DataType.Fp32, -1, 4, 4, 7)));

        act.Should().Throw<CliException>().WithMessage("*x: FP32[-1,4,4,7]*");
    }

    private static byte[] Encode(int width, int height, params SKColor[] pixels)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.Pixels = pixels;
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
