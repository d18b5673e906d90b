namespace Slipway.Importers.Tests.Keras.Layers;

public sealed class ShapeTests
{
    [Fact]
    public void ZeroPadding1D_PadsEachSideByItsOwn() =>
        KerasModelFile
            .Sequential("null,2,1")
            .Layer("ZeroPadding1D", "\"padding\":[1,2]")
            .Run([1, 2, 1], 5, 6)
            .Values.Should()
            .Equal(0, 5, 6, 0, 0);

    [Fact]
    public void ZeroPadding3D_PadsAllAxes()
    {
        var y = KerasModelFile
            .Sequential("null,1,1,1,1")
            .Layer("ZeroPadding3D", "\"padding\":[[0,1],[1,0],[0,0]]")
            .Run([1, 1, 1, 1, 1], 5);

        y.Shape.Should().Equal(1, 2, 2, 1, 1);
        y.Values.Should().Equal(0, 5, 0, 0);
    }

    [Fact]
    public void Cropping1D_CutsOff() =>
        KerasModelFile
            .Sequential("null,4,1")
            .Layer("Cropping1D", "\"cropping\":[1,0]")
            .Run([1, 4, 1], 1, 2, 3, 4)
            .Values.Should()
            .Equal(2, 3, 4);

    [Fact]
    public void Cropping2D_AfterAConvolution_CutsOffSpace()
    {
        var y = KerasModelFile
            .Sequential("null,2,2,1")
            .Layer("Conv2D", "\"use_bias\":false")
            .Layer("Cropping2D", "\"cropping\":[[0,1],[1,0]]")
            .Weight("conv2d/vars/0", [1, 1, 1, 2], 1, 10)
            .Run([1, 2, 2, 1], 1, 2, 3, 4);

        y.Values.Should().Equal(2, 20);
    }

    [Fact]
    public void UpSampling1D_RepeatsEachStep() =>
        KerasModelFile
            .Sequential("null,2,1")
            .Layer("UpSampling1D", "\"size\":3")
            .Run([1, 2, 1], 1, 2)
            .Values.Should()
            .Equal(1, 1, 1, 2, 2, 2);

    [Fact]
    public void UpSampling2D_Bilinear_GoesBetweenTheMiddlesOfPixels() =>
        KerasModelFile
            .Sequential("null,1,2,1")
            .Layer("UpSampling2D", "\"size\":[1,2],\"interpolation\":\"bilinear\"")
            .Run([1, 1, 2, 1], 0, 4)
            .Values.Should()
            .Equal(0, 1, 3, 4);

    [Fact]
    public void UpSampling3D_RepeatsEachAxis()
    {
        var y = KerasModelFile
            .Sequential("null,1,1,2,1")
            .Layer("UpSampling3D", "\"size\":[2,1,2]")
            .Run([1, 1, 1, 2, 1], 1, 2);

        y.Shape.Should().Equal(1, 2, 1, 4, 1);
        y.Values.Should().Equal(1, 1, 2, 2, 1, 1, 2, 2);
    }

    [Fact]
    public void RepeatVector_RepeatsASample()
    {
        var y = KerasModelFile.Sequential("null,2").Layer("RepeatVector", "\"n\":2").Run([1, 2], 1, 2);

        y.Shape.Should().Equal(1, 2, 2);
        y.Values.Should().Equal(1, 2, 1, 2);
    }

    [Fact]
    public void Permute_AndFlatten_FollowTheFrameworksOrder() =>
        KerasModelFile
            .Sequential("null,2,2")
            .Layer("Permute", "\"dims\":[2,1]")
            .Layer("Flatten")
            .Run([1, 2, 2], 1, 2, 3, 4)
            .Values.Should()
            .Equal(1, 3, 2, 4);

    [Fact]
    public void Reshape_WithAnOpenSize_WorksItOut()
    {
        var y = KerasModelFile
            .Sequential("null,4")
            .Layer("Reshape", "\"target_shape\":[-1,2]")
            .Run([2, 4], 1, 2, 3, 4, 5, 6, 7, 8);

        y.Shape.Should().Equal(2, 2, 2);
    }

    [Fact]
    public void TimeDistributed_TreatsStepsAsSamples()
    {
        var y = KerasModelFile
            .Sequential("null,null,2,1")
            .Layer(
                "TimeDistributed",
                """
                "layer":{"module":"keras.layers","class_name":"Conv1D","config":{"name":"inner","trainable":true,"use_bias":false},"registered_name":null}
                """
            )
            .Weight("time_distributed/layer/vars/0", [2, 1, 1], 1, 10)
            .Run([1, 2, 2, 1], 1, 2, 3, 4);

        y.Shape.Should().Equal(1, 2, 1, 1);
        y.Values.Should().Equal(21, 43);
    }
}
