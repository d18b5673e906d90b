using Slipway.Tensors;

namespace Slipway.Abstractions.Tests.Tensors;

public sealed class DataTypesTests
{
    [Theory]
    [InlineData(DataType.Bool, "BOOL", 1)]
    [InlineData(DataType.UInt8, "UINT8", 1)]
    [InlineData(DataType.UInt16, "UINT16", 2)]
    [InlineData(DataType.UInt32, "UINT32", 4)]
    [InlineData(DataType.UInt64, "UINT64", 8)]
    [InlineData(DataType.Int8, "INT8", 1)]
    [InlineData(DataType.Int16, "INT16", 2)]
    [InlineData(DataType.Int32, "INT32", 4)]
    [InlineData(DataType.Int64, "INT64", 8)]
    [InlineData(DataType.Fp16, "FP16", 2)]
    [InlineData(DataType.BF16, "BF16", 2)]
    [InlineData(DataType.Fp32, "FP32", 4)]
    [InlineData(DataType.Fp64, "FP64", 8)]
    [InlineData(DataType.Bytes, "BYTES", 0)]
    public void Table_EveryType_HasItsProtocolNameAndSize(DataType type, string name, int size)
    {
        type.Name().Should().Be(name);
        type.ElementSize().Should().Be(size);
        DataTypes.TryParse(name, out var parsed).Should().BeTrue();
        parsed.Should().Be(type);
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("FLOAT")]
    [InlineData("")]
    [InlineData("FP32FP32FP32")]
    public void TryParse_OtherNames_AreRefused(string name)
    {
        DataTypes.TryParse(name, out _).Should().BeFalse();
        DataTypes.TryParse(System.Text.Encoding.ASCII.GetBytes(name), out _).Should().BeFalse();
    }
}
