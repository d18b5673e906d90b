namespace Slipway.Importers.Tests.Keras.Layers;

public sealed class ConvolutionTests
{
    [Fact]
    public void Conv1D_Causal_LooksBackOnly()
    {
        var y = KerasModelFile
            .Sequential("null,3,1")
            .Layer("Conv1D", "\"strides\":[1],\"padding\":\"causal\",\"use_bias\":false")
            .Weight("conv1d/vars/0", [2, 1, 1], 1, 10)
            .Run([1, 3, 1], 1, 2, 3);

        y.Values.Should().Equal(10, 21, 32);
    }

    [Fact]
    public void Conv1D_DilatedAndSame_KeepsTheLength()
    {
        var y = KerasModelFile
            .Sequential("null,null,1")
            .Layer("Conv1D", "\"dilation_rate\":[2],\"padding\":\"same\",\"use_bias\":false")
            .Weight("conv1d/vars/0", [2, 1, 1], 1, 10)
            .Run([1, 4, 1], 1, 2, 3, 4);

        // One before, one behind: x[t - 1] + 10 x[t + 1]
        y.Values.Should().Equal(20, 31, 42, 3);
    }

    [Fact]
    public void Conv1D_StridedAndSameOverAFreeAxis_PadsAsTheFrameworkDoes()
    {
        var y = KerasModelFile
            .Sequential("null,null,1")
            .Layer("Conv1D", "\"strides\":[2],\"padding\":\"same\",\"use_bias\":false")
            .Weight("conv1d/vars/0", [2, 1, 1], 1, 10)
            .Run([1, 3, 1], 1, 2, 3);

        y.Values.Should().Equal(21, 3);
    }

    [Fact]
    public void Conv2D_InGroups_KeepsThemApart()
    {
        var y = KerasModelFile
            .Sequential("null,1,1,2")
            .Layer("Conv2D", "\"groups\":2,\"use_bias\":true,\"activation\":\"relu\"")
            .Weight("conv2d/vars/0", [1, 1, 1, 2], 3, -5)
            .Weight("conv2d/vars/1", [2], 1, 100)
            .Run([1, 1, 1, 2], 2, 7);

        y.Values.Should().Equal(7, 65);
    }

    [Fact]
    public void Conv2D_WithChannelsFirst_IsCalledSo()
    {
        var y = KerasModelFile
            .Sequential("null,2,1,2")
            .Layer("Conv2D", "\"data_format\":\"channels_first\",\"use_bias\":false")
            .Weight("conv2d/vars/0", [1, 1, 2, 1], 1, 10)
            .Run([1, 2, 1, 2], 1, 2, 3, 4);

        y.Shape.Should().Equal(1, 1, 1, 2);
        y.Values.Should().Equal(31, 42);
    }

    [Fact]
    public void DepthwiseConv1D_TakesEachChannelAlone()
    {
        var y = KerasModelFile
            .Sequential("null,2,2")
            .Layer("DepthwiseConv1D", "\"groups\":1,\"use_bias\":false,\"depth_multiplier\":1")
            .Weight("depthwise_conv1d/vars/0", [2, 2, 1], 1, 2, 3, 4)
            .Run([1, 2, 2], 1, 1, 2, 3);

        y.Values.Should().Equal(7, 14);
    }

    [Fact]
    public void SeparableConv1D_MixesTheChannelsAfterwards()
    {
        var y = KerasModelFile
            .Sequential("null,2,2")
            .Layer("SeparableConv1D", "\"use_bias\":false,\"depth_multiplier\":1")
            .Weight("separable_conv1d/vars/0", [2, 2, 1], 1, 2, 3, 4)
            .Weight("separable_conv1d/vars/1", [1, 2, 1], 1, 10)
            .Run([1, 2, 2], 1, 1, 2, 3);

        y.Values.Should().Equal(147);
    }

    [Theory]
    [InlineData("valid", new double[] { 1, 2, 5, 4, 6 })]
    [InlineData("same", new double[] { 1, 2, 5, 4 })]
    public void Conv1DTranspose_WithAStride_IsAsLongAsTheFrameworkSays(string padding, double[] expected)
    {
        var y = KerasModelFile
            .Sequential("null,2,1")
            .Layer("Conv1DTranspose", $"\"strides\":[2],\"padding\":\"{padding}\",\"use_bias\":false")
            .Weight("conv1d_transpose/vars/0", [3, 1, 1], 1, 2, 3)
            .Run([1, 2, 1], 1, 2);

        y.Values.Should().Equal(expected);
    }

    [Fact]
    public void Conv1DTranspose_WithAStrideBeyondItsKernel_LeavesZeros()
    {
        var y = KerasModelFile
            .Sequential("null,2,1")
            .Layer("Conv1DTranspose", "\"strides\":[2],\"padding\":\"same\",\"use_bias\":false")
            .Weight("conv1d_transpose/vars/0", [1, 1, 1], 3)
            .Run([1, 2, 1], 1, 2);

        y.Values.Should().Equal(3, 0, 6, 0);
    }

    [Fact]
    public void Conv3DTranspose_SpreadsItsKernel()
    {
        var y = KerasModelFile
            .Sequential("null,1,1,1,1")
            .Layer("Conv3DTranspose", "\"padding\":\"valid\",\"use_bias\":true")
            .Weight("conv3d_transpose/vars/0", [1, 2, 2, 1, 1], 1, 2, 3, 4)
            .Weight("conv3d_transpose/vars/1", [1], 1)
            .Run([1, 1, 1, 1, 1], 2);

        y.Shape.Should().Equal(1, 1, 2, 2, 1);
        y.Values.Should().Equal(3, 5, 7, 9);
    }
}
