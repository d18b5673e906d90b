using System.Buffers;
using Google.Protobuf;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.TensorFlowServing.Grpc;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using Slipway.Protocols.Tests.OpenInference.Grpc;
using Slipway.Tensors;
using DataType = Slipway.Tensors.DataType;
using TensorFlowType = Slipway.Protocols.TensorFlowServing.Grpc.Proto.DataType;

namespace Slipway.Protocols.Tests.TensorFlowServing.Grpc;

/// <summary>Alone, because the count of rented memory is the process's.</summary>
[Collection(nameof(GrpcRentedMemoryCollection))]
public sealed class PredictRequestDecoderTests
{
    private static readonly GrpcDecoderLimits Limits = new() { MaxMessageBytes = 1 << 20 };

    [Fact]
    public void Decode_GoldenBytes_AreTheRequest()
    {
        // model_spec {name "m", version {value 3}, signature_name "s"}; inputs {"x": DT_FLOAT [2] float_val 1, 2.5};
        // output_filter "y".
        var message = Convert.FromHexString(
            "0A0A"
                + "0A016D"
                + "12020803"
                + "1A0173"
                + "1217"
                + "0A0178"
                + "1212"
                + "0801"
                + "1204"
                + "12020802"
                + "2A08"
                + "0000803F"
                + "00002040"
                + "1A0179"
        );

        using var call = PredictRequestDecoder.Decode(new ReadOnlySequence<byte>(message), Limits);

        call.Request.Model.Should().Be(new ModelSelector("m", 3));
        call.SignatureName.Should().Be("s");
        call.Request.Inputs.Should().ContainSingle().Which.Name.Should().Be("x");
        call.Request.Inputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal(1f, 2.5f);
        call.Request.Inputs[0].Tensor.Shape.Should().Be(new TensorShape(2));
        call.Request.Outputs.Select(output => output.Name).Should().Equal("y");
    }

    [Theory]
    [MemberData(nameof(TensorProtos.AllTypes), MemberType = typeof(TensorProtos))]
    public void Decode_TypedValues_AreTheTensor(DataType type)
    {
        var (typed, raw) = TensorProtos.Samples[type];

        using var call = Decode(typed);

        var tensor = call.Request.Inputs[0].Tensor;
        tensor.DataType.Should().Be(type);
        tensor.Shape.Should().Be(new TensorShape(3));
        tensor.Bytes.ToArray().Should().Equal(raw);
    }

    [Theory]
    [MemberData(nameof(TensorProtos.AllTypes), MemberType = typeof(TensorProtos))]
    public void Decode_TensorContent_IsTheTensor(DataType type)
    {
        var (typed, raw) = TensorProtos.Samples[type];
        using var typedCall = Decode(typed);
        var message = TensorProtos.Of(typed.Dtype, 3);
        message.TensorContent = TensorProtos.Content(typedCall.Request.Inputs[0].Tensor);

        using var call = Decode(message);

        call.Request.Inputs[0].Tensor.Bytes.ToArray().Should().Equal(raw);
    }

    [Theory]
    [MemberData(nameof(TensorProtos.AllTypes), MemberType = typeof(TensorProtos))]
    public void Decode_FewerValuesThanTheShape_TheLastGoesOn(DataType type)
    {
        var (typed, _) = TensorProtos.Samples[type];
        using var three = Decode(typed);
        var seven = typed.Clone();
        seven.TensorShape.Dim[0].Size = 7;

        using var call = Decode(seven);

        var (given, continued) = (Elements(three.Request.Inputs[0].Tensor), Elements(call.Request.Inputs[0].Tensor));
        continued.Should().Equal([.. given, given[2], given[2], given[2], given[2]]);
    }

    [Theory]
    [MemberData(nameof(TensorProtos.AllTypes), MemberType = typeof(TensorProtos))]
    public void Decode_NoValues_AreZeros(DataType type)
    {
        using var call = Decode(TensorProtos.Of(TensorProtos.Samples[type].Typed.Dtype, 2, 2));

        var tensor = call.Request.Inputs[0].Tensor;
        tensor.ElementCount.Should().Be(4);
        tensor.Bytes.ToArray().Should().OnlyContain(value => value == 0);
    }

    [Fact]
    public void Decode_Scalar_NeedsNoShape()
    {
        using var call = Decode(new TensorProto { Dtype = TensorFlowType.DtInt64, Int64Val = { 7 } });

        call.Request.Inputs[0].Tensor.Shape.Should().Be(TensorShape.Scalar);
        call.Request.Inputs[0].Tensor.AsSpan<long>().ToArray().Should().Equal(7);
    }

    [Fact]
    public void Decode_UnpackedValues_AreRead()
    {
        // dtype DT_INT32, shape [2], int_val 5 and 300 each under a tag of its own.
        var tensor = Convert.FromHexString("0803" + "120412020802" + "3805" + "38AC02");

        using var call = Decode(TensorProto.Parser.ParseFrom(tensor), tensor);

        call.Request.Inputs[0].Tensor.AsSpan<int>().ToArray().Should().Equal(5, 300);
    }

    [Fact]
    public void Decode_Label_IsTheSelector()
    {
        var message = new PredictRequest
        {
            ModelSpec = new ModelSpec { Name = "m", VersionLabel = "canary" },
        };

        using var call = Decode(message);

        call.Request.Model.Should().Be(new ModelSelector("m", null, "canary"));
        call.SignatureName.Should().BeEmpty();
    }

    [Fact]
    public void Decode_UnknownFields_AreSkipped()
    {
        var message = Request(TensorProtos.Samples[DataType.Fp32].Typed).ToByteArray();
        // predict_streamed_options, client_id, and a field of tomorrow.
        byte[] unknown = [0x2A, 0x02, 0x08, 0x01, 0x32, 0x01, 0xFF, 0x98, 0x06, 0x01];

        using var call = PredictRequestDecoder.Decode(new ReadOnlySequence<byte>([.. unknown, .. message]), Limits);

        call.Request.Inputs[0].Tensor.ElementCount.Should().Be(3);
    }

    [Fact]
    public void Decode_ShapeOfABillionWithOneValue_IsRefusedWithoutMemory()
    {
        var before = TensorBuffer.RentedBytes;
        var tensor = TensorProtos.Of(TensorFlowType.DtFloat, 1_000_000_000);
        tensor.FloatVal.Add(1);

        Refused(tensor, ServingErrorCode.TooLarge, "'x'", "1000000000", "1048576");
        Refused(TensorProtos.Of(TensorFlowType.DtString, 1L << 40), ServingErrorCode.TooLarge, "'x'");
        Refused(TensorProtos.Of(TensorFlowType.DtBool, 1L << 40, 1L << 40), ServingErrorCode.TooLarge, "'x'");
        TensorBuffer.RentedBytes.Should().Be(before);
    }

    [Fact]
    public void Decode_ManyTensorsThatGoOn_ShareOneBudget()
    {
        var before = TensorBuffer.RentedBytes;
        var half = TensorProtos.Of(TensorFlowType.DtUint8, (1 << 19) + 2);
        half.IntVal.Add(1);
        var message = Request(half);
        using (Decode(message)) { }

        message.Inputs["second"] = half;

        Refused(message, ServingErrorCode.TooLarge, "Send every value");
        TensorBuffer.RentedBytes.Should().Be(before);
    }

    [Fact]
    public void Decode_WrongTensors_SayWhatIsWrong()
    {
        var tooMany = TensorProtos.Samples[DataType.Fp32].Typed.Clone();
        tooMany.FloatVal.Add(4);
        Refused(tooMany, ServingErrorCode.InvalidArgument, "'m'", "'x'", "[3]", "4 were given");

        var wrongList = TensorProtos.Of(TensorFlowType.DtFloat, 1);
        wrongList.IntVal.Add(1);
        Refused(wrongList, ServingErrorCode.InvalidArgument, "float_val", "int_val");

        var both = TensorProtos.Samples[DataType.Int64].Typed.Clone();
        both.TensorContent = ByteString.CopyFrom(new byte[24]);
        Refused(both, ServingErrorCode.InvalidArgument, "tensor_content", "int64_val");

        var shortContent = TensorProtos.Of(TensorFlowType.DtInt32, 2);
        shortContent.TensorContent = ByteString.CopyFrom(1, 2, 3);
        Refused(shortContent, ServingErrorCode.InvalidArgument, "8 bytes", "3");

        var strings = TensorProtos.Of(TensorFlowType.DtString, 2);
        strings.TensorContent = ByteString.CopyFrom(1, 9, (byte)'a');
        Refused(strings, ServingErrorCode.InvalidArgument, "2 strings");

        var outOfRange = TensorProtos.Of(TensorFlowType.DtInt8, 1);
        outOfRange.IntVal.Add(300);
        Refused(outOfRange, ServingErrorCode.InvalidArgument, "300", "INT8");

        var unknownRank = TensorProtos.Of(TensorFlowType.DtFloat);
        unknownRank.TensorShape.UnknownRank = true;
        Refused(unknownRank, ServingErrorCode.InvalidArgument, "unknown_rank");

        Refused(TensorProtos.Of(TensorFlowType.DtFloat, -1), ServingErrorCode.InvalidArgument, "-1");
        Refused(
            TensorProtos.Of(TensorFlowType.DtFloat, [.. Enumerable.Repeat(1L, 33)]),
            ServingErrorCode.InvalidArgument,
            "32 dimensions"
        );
        Refused(new TensorProto(), ServingErrorCode.InvalidArgument, "dtype");
        Refused(TensorProtos.Of(TensorFlowType.DtComplex64, 1), ServingErrorCode.Unsupported, "DT_COMPLEX64");
        Refused(TensorProtos.Of(TensorFlowType.DtQint8, 1), ServingErrorCode.Unsupported, "DT_QINT8");
        Refused(TensorProtos.Of(TensorFlowType.DtVariant, 1), ServingErrorCode.Unsupported, "DT_VARIANT");
        Refused(TensorProtos.Of((TensorFlowType)101, 1), ServingErrorCode.Unsupported, "101");
    }

    [Fact]
    public void Decode_NoModel_IsRefused()
    {
        var message = new PredictRequest();
        Refused(message, ServingErrorCode.InvalidArgument, "model_spec");
        message.ModelSpec = new ModelSpec { VersionLabel = "stable" };
        Refused(message, ServingErrorCode.InvalidArgument, "model_spec");
    }

    [Fact]
    public void Decode_TruncatedMessages_GiveACallOrAServingException()
    {
        foreach (var (typed, _) in TensorProtos.Samples.Values)
        {
            var message = Request(typed).ToByteArray();
            for (var length = 0; length < message.Length; length++)
            {
                var before = TensorBuffer.RentedBytes;
                try
                {
                    using var call = PredictRequestDecoder.Decode(
                        new ReadOnlySequence<byte>(message.AsMemory(0, length)),
                        Limits
                    );
                }
                catch (ServingException e)
                {
                    e.Code.Should().NotBe(ServingErrorCode.Internal);
                }

                TensorBuffer.RentedBytes.Should().Be(before);
            }
        }
    }

    private static PredictRequest Request(TensorProto tensor) =>
        new()
        {
            ModelSpec = new ModelSpec { Name = "m" },
            Inputs = { ["x"] = tensor },
        };

    private static PredictCall Decode(TensorProto tensor) => Decode(Request(tensor));

    private static PredictCall Decode(PredictRequest message) =>
        PredictRequestDecoder.Decode(new ReadOnlySequence<byte>(message.ToByteArray()), Limits);

    // A tensor in bytes that the generated message would write in another way.
    private static PredictCall Decode(TensorProto same, byte[] tensor)
    {
        same.CalculateSize().Should().BePositive();
        byte[] entry = [0x0A, 1, (byte)'x', 0x12, (byte)tensor.Length, .. tensor];
        byte[] message = [0x0A, 3, 0x0A, 1, (byte)'m', 0x12, (byte)entry.Length, .. entry];
        return PredictRequestDecoder.Decode(new ReadOnlySequence<byte>(message), Limits);
    }

    private static string[] Elements(Tensor tensor)
    {
        if (tensor.DataType != DataType.Bytes)
            return [.. tensor.Bytes.ToArray().Chunk(tensor.DataType.ElementSize()).Select(Convert.ToHexString)];
        var elements = new List<string>();
        foreach (var element in tensor.Elements)
        {
            elements.Add(Convert.ToHexString(element));
        }

        return [.. elements];
    }

    private static void Refused(TensorProto tensor, ServingErrorCode code, params string[] words) =>
        Refused(Request(tensor), code, words);

    private static void Refused(PredictRequest message, ServingErrorCode code, params string[] words)
    {
        var decode = () => Decode(message).Dispose();
        var refused = decode.Should().Throw<ServingException>().Which;
        refused.Code.Should().Be(code, refused.Message);
        refused.Message.Should().ContainAll(words);
    }
}
