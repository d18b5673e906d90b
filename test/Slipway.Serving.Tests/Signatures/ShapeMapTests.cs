using Slipway.Serving.Signatures;
using Slipway.Tensors;

namespace Slipway.Serving.Tests.Signatures;

public sealed class ShapeMapTests
{
    [Theory]
    [InlineData(new long[] { 6 }, new long[] { 2, 3 }, new long[] { 6 }, new long[] { 2, 3 })]
    [InlineData(new long[] { 1 }, new long[] { }, new long[] { 1 }, new long[] { })]
    [InlineData(
        new long[] { -1, 4, -1 },
        new long[] { -1, 2, 2, -1, 1 },
        new long[] { 7, 4, 0 },
        new long[] { 7, 2, 2, 0, 1 }
    )]
    [InlineData(new long[] { -1, 1 }, new long[] { -1 }, new long[] { 5, 1 }, new long[] { 5 })]
    public void Apply_FreeDimensions_GoInTurn(long[] from, long[] to, long[] actual, long[] expected)
    {
        ShapeMap.Problem(new TensorShape(from), new TensorShape(to)).Should().BeNull();
        var map = new ShapeMap(new TensorShape(from), new TensorShape(to));
        map.Apply(new TensorShape(actual)).Should().Be(new TensorShape(expected));
    }

    [Fact]
    public void Apply_ShapeThatDoesNotFit_IsNull() =>
        new ShapeMap(new TensorShape(-1, 2), new TensorShape(-1, 1, 2)).Apply(new TensorShape(3, 3)).Should().BeNull();
}
