using Slipway.Tensors;

namespace Slipway.Abstractions.Tests.Tensors;

public sealed class TensorShapeTests
{
    [Theory]
    [InlineData(new long[] { }, 1)]
    [InlineData(new long[] { 3 }, 3)]
    [InlineData(new long[] { 2, 3, 4 }, 24)]
    [InlineData(new long[] { 5, 0, 7 }, 0)]
    [InlineData(new long[] { long.MaxValue, 0, long.MaxValue }, 0)]
    public void ElementCount_ConcreteShape_IsTheProduct(long[] dims, long expected)
    {
        new TensorShape(dims).TryGetElementCount(out var count).Should().BeTrue();
        count.Should().Be(expected);
    }

    [Theory]
    [InlineData(new long[] { -1, 3 })]
    [InlineData(new long[] { 0, -1 })]
    [InlineData(new long[] { long.MaxValue, 2 })]
    [InlineData(new long[] { 1L << 32, 1L << 32 })]
    public void ElementCount_NegativeOrTooLarge_IsRefused(long[] dims) =>
        new TensorShape(dims).TryGetElementCount(out _).Should().BeFalse();

    [Theory]
    [InlineData(new long[] { -1, 4 }, new long[] { 7, 4 }, true)]
    [InlineData(new long[] { -1, 4 }, new long[] { 0, 4 }, true)]
    [InlineData(new long[] { -1, 4 }, new long[] { 7, 5 }, false)]
    [InlineData(new long[] { -1, 4 }, new long[] { 4 }, false)]
    [InlineData(new long[] { }, new long[] { }, true)]
    public void Accepts_SignatureShape_ComparesRankAndFixedDimensions(long[] signature, long[] actual, bool fits) =>
        new TensorShape(signature).Accepts(new TensorShape(actual)).Should().Be(fits);

    [Fact]
    public void Equality_SameExtents_IsByValue()
    {
        var shape = new TensorShape(2, 3);
        shape.Should().Be(new TensorShape(2, 3));
        shape.GetHashCode().Should().Be(new TensorShape(2, 3).GetHashCode());
        (shape == new TensorShape(3, 2)).Should().BeFalse();
        default(TensorShape).Should().Be(new TensorShape());
    }

    [Fact]
    public void Text_AnyShape_IsWrittenAsTheProtocolWritesIt()
    {
        new TensorShape(1, -1, 4).ToString().Should().Be("[1,-1,4]");
        TensorShape.Scalar.ToString().Should().Be("[]");
    }
}
