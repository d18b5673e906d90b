using Slipway.Cli.Inputs;
using Slipway.Tensors;

namespace Slipway.Cli.Tests.Inputs;

public sealed class ElementTextTests
{
    [Theory]
    [InlineData(DataType.Bool, "TRUE", "01")]
    [InlineData(DataType.Bool, "0", "00")]
    [InlineData(DataType.UInt8, "255", "FF")]
    [InlineData(DataType.Int8, "-128", "80")]
    [InlineData(DataType.Int16, " -2 ", "FEFF")]
    [InlineData(DataType.Int32, "5.0", "05000000")]
    [InlineData(DataType.Int64, "-9223372036854775808", "0000000000000080")]
    [InlineData(DataType.UInt64, "18446744073709551615", "FFFFFFFFFFFFFFFF")]
    [InlineData(DataType.Fp16, "1", "003C")]
    [InlineData(DataType.BF16, "1", "803F")]
    [InlineData(DataType.BF16, "1.00390625", "803F")]
    [InlineData(DataType.BF16, "1.01171875", "823F")]
    [InlineData(DataType.BF16, "NaN", "C0FF")]
    [InlineData(DataType.Fp32, "-Infinity", "000080FF")]
    [InlineData(DataType.Fp64, "0.5", "000000000000E03F")]
    [InlineData(DataType.Bytes, "né", "030000006EC3A9")]
    public void TryAppend_Value_WritesLittleEndianBytes(DataType type, string text, string hex)
    {
        using var writer = new TensorBufferWriter();

        ElementText.TryAppend(writer, type, text).Should().BeTrue();

        Convert.ToHexString(writer.Written).Should().Be(hex);
    }

    [Theory]
    [InlineData(DataType.Bool, "yes")]
    [InlineData(DataType.UInt8, "256")]
    [InlineData(DataType.UInt8, "-1")]
    [InlineData(DataType.Int32, "1.5")]
    [InlineData(DataType.Int64, "")]
    [InlineData(DataType.Fp16, "1e6")]
    [InlineData(DataType.BF16, "3.4028235e38")]
    [InlineData(DataType.Fp32, "1e39")]
    [InlineData(DataType.Fp64, "abc")]
    public void TryAppend_NoValueOrOutOfRange_IsFalse(DataType type, string text)
    {
        using var writer = new TensorBufferWriter();

        ElementText.TryAppend(writer, type, text).Should().BeFalse();
    }
}
