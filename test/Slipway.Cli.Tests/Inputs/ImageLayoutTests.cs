using Slipway.Cli.Inputs;
using Slipway.Tensors;
using static Slipway.Cli.Tests.Inputs.RequestInputs;

namespace Slipway.Cli.Tests.Inputs;

public sealed class ImageLayoutTests
{
    [Theory]
    [InlineData(new long[] { -1, 1, 8, 9 }, 1, 1, 8, 9)]
    [InlineData(new long[] { 1, 3, -1, -1 }, 1, 3, -1, -1)]
    [InlineData(new long[] { -1, 8, 9, 3 }, 3, 3, 8, 9)]
    [InlineData(new long[] { 3, 8, 9 }, 0, 3, 8, 9)]
    [InlineData(new long[] { 8, 9, 1 }, 2, 1, 8, 9)]
    [InlineData(new long[] { -1, 8, 9 }, -1, 1, 8, 9)]
    [InlineData(new long[] { 8, 9 }, -1, 1, 8, 9)]
    public void Find_ImageShape_ReadsItsAxes(long[] shape, int axis, int channels, int height, int width)
    {
        var layout = ImageLayout.Find(Spec("image", DataType.Fp32, shape));

        layout.Should().Be(new ImageLayout(shape.Length, axis, channels, height, width));
    }

    [Theory]
    [InlineData(new long[] { 4 })]
    [InlineData(new long[] { 8, 3, 9, 9 })]
    [InlineData(new long[] { -1, 4, 9, 9 })]
    [InlineData(new long[] { 5, 8, 9 })]
    [InlineData(new long[] { 1, 1, 1, 8, 8 })]
    public void Find_AnyOtherShape_IsNull(long[] shape)
    {
        ImageLayout.Find(Spec("image", DataType.Fp32, shape)).Should().BeNull();
    }
}
