namespace Slipway.Importers.Tests.Keras.Layers;

public sealed class PoolingTests
{
    [Fact]
    public void AveragePooling1D_PaddedToTheSame_CountsOnlyWhatIsThere()
    {
        var y = KerasModelFile
            .Sequential("null,3,1")
            .Layer("AveragePooling1D", "\"pool_size\":[2],\"strides\":[2],\"padding\":\"same\"")
            .Run([1, 3, 1], 1, 2, 3);

        y.Values.Should().Equal(1.5, 3);
    }

    [Fact]
    public void AveragePooling3D_IsTheMeanOfItsWindow()
    {
        var y = KerasModelFile
            .Sequential("null,2,2,2,1")
            .Layer("AveragePooling3D", "\"pool_size\":[2,2,2]")
            .Run([1, 2, 2, 2, 1], 1, 2, 3, 4, 5, 6, 7, 8);

        y.Values.Should().Equal(4.5);
    }

    [Fact]
    public void MaxPooling1D_WithItsOwnStride_Overlaps()
    {
        var y = KerasModelFile
            .Sequential("null,3,1")
            .Layer("MaxPooling1D", "\"pool_size\":[2],\"strides\":[1]")
            .Run([1, 3, 1], 3, 1, 2);

        y.Values.Should().Equal(3, 2);
    }

    [Theory]
    [InlineData("GlobalMaxPooling2D", new double[] { 3, 40 })]
    [InlineData("GlobalAveragePooling2D", new double[] { 2, 25 })]
    public void GlobalPooling2D_KeepsTheAxesWhereAsked(string name, double[] expected)
    {
        var y = KerasModelFile
            .Sequential("null,2,2,2")
            .Layer(name, "\"keepdims\":true")
            .Run([1, 2, 2, 2], 1, 10, 2, 20, 2, 30, 3, 40);

        y.Shape.Should().Equal(1, 1, 1, 2);
        y.Values.Should().Equal(expected);
    }

    [Theory]
    [InlineData("GlobalMaxPooling3D", 8)]
    [InlineData("GlobalAveragePooling3D", 4.5)]
    public void GlobalPooling3D_TakesAllOfSpace(string name, double expected)
    {
        var y = KerasModelFile.Sequential("null,2,2,2,1").Layer(name).Run([1, 2, 2, 2, 1], 1, 2, 3, 4, 5, 6, 7, 8);

        y.Shape.Should().Equal(1, 1);
        y.Values.Should().Equal(expected);
    }
}
