using Slipway.Onnx.Proto;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Onnx.Tests;

public sealed class OnnxTensorTests
{
    [Fact]
    public void From_Integers_StoresLittleEndianBytes()
    {
        var tensor = OnnxTensor.From<long>("t", [1, -1], 2);

        tensor.DataType.Should().Be((int)DataType.Int64);
        tensor.RawData.ToByteArray().Should().Equal(1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255);
    }

    [Fact]
    public void From_WrongCount_NamesTensorAndShape()
    {
        var act = () => OnnxTensor.From<float>("weights", [1f], 2, 3);

        act.Should().Throw<ArgumentException>().WithMessage("*weights*[2,3]*6*1*");
    }

    [Fact]
    public void From_TypeOnnxLacks_IsRefused()
    {
        var act = () => OnnxTensor.From<decimal>("t", [1m], 1);

        act.Should().Throw<ArgumentException>().WithMessage("*Decimal*");
    }

    [Fact]
    public void FromStrings_Text_StoresUtf8()
    {
        OnnxTensor.FromStrings("t", ["é"], 1).StringData[0].ToByteArray().Should().Equal(0xC3, 0xA9);
    }

    [Fact]
    public void External_Location_IsWrittenAsEntries()
    {
        var tensor = OnnxTensor.External("t", DataType.Float, "w.bin", 64, 8, 2);

        tensor.DataLocation.Should().Be(DataLocation.External);
        tensor
            .ExternalData.Should()
            .Equal(
                new StringStringEntryProto { Key = "location", Value = "w.bin" },
                new StringStringEntryProto { Key = "offset", Value = "64" },
                new StringStringEntryProto { Key = "length", Value = "8" }
            );
    }
}
