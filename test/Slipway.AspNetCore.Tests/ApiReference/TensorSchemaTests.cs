using Microsoft.OpenApi;
using Slipway.AspNetCore.ApiReference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.AspNetCore.Tests.ApiReference;

public sealed class TensorSchemaTests
{
    [Fact]
    public void For_UnknownRank_AllowsAnyShape()
    {
        var any = new TensorSpec("x", DataType.Fp32, TensorShape.Scalar) { HasUnknownRank = true };
        var shape = ShapeOf(any);
        shape.MinItems.Should().BeNull();
        shape.MaxItems.Should().BeNull();
        TensorSchema.Notation(any).Should().Be("FP32 […]");
    }

    [Fact]
    public void For_Scalar_AllowsNoDimension()
    {
        var scalar = new TensorSpec("x", DataType.Fp32, TensorShape.Scalar);
        ShapeOf(scalar).MaxItems.Should().Be(0);
        TensorSchema.Notation(scalar).Should().Be("FP32 []");
    }

    private static IOpenApiSchema ShapeOf(TensorSpec spec) =>
        TensorSchema.For(spec, isInput: true).Properties!["shape"];
}
