using Google.Protobuf;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using static Slipway.Protocols.Tests.OpenInference.Grpc.Messages;

namespace Slipway.Protocols.Tests.OpenInference.Grpc;

public sealed class GrpcRequestDecoderTests
{
    public static TheoryData<string> AllTypes => Samples.AllTypes;

    public static TheoryData<string> TypesWithContents => Samples.TypesWithContents;

    [Fact]
    public void Decode_GoldenBytes_GivesTheRequest()
    {
        byte[] message =
        [
            .. "\x0A\x01m\x12\x01"u8,
            .. "3\x1A\x02id"u8,
            // inputs { name: "x" datatype: "UINT8" shape: [2] }
            .. "\x2A\x0D\x0A\x01x\x12\x05UINT8\x1A\x01\x02"u8,
            // outputs { name: "y" }
            .. "\x32\x03\x0A\x01y"u8,
            // raw_input_contents: 7, 9
            .. "\x3A\x02\x07\x09"u8,
        ];

        using var request = Messages.Decode(message);

        request.Model.Should().Be(new ModelSelector("m", 3));
        request.Id.Should().Be("id");
        request.Outputs.Should().Equal(new RequestedOutput("y"));
        request.Inputs.Should().ContainSingle().Which.Name.Should().Be("x");
        request.Inputs[0].Tensor.ToString().Should().Be("UINT8[2]");
        request.Inputs[0].Tensor.Bytes.ToArray().Should().Equal(7, 9);
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public async Task DecodeAsync_RawContents_KeepsTheBytes(string type)
    {
        var raw = Samples.All[type].Raw;
        var message = Request(Input("x", type, [3])).WithRaw(raw).ToByteArray();

        using var request = await DecodeFromPipe(message);

        request.Inputs[0].Tensor.ToString().Should().Be($"{type}[3]");
        request.Inputs[0].Tensor.Bytes.ToArray().Should().Equal(raw);
    }

    [Theory]
    [MemberData(nameof(TypesWithContents))]
    public async Task DecodeAsync_TypedContents_GivesTheBytesOfRawContents(string type)
    {
        var (raw, typed) = Samples.All[type];

        using var request = await DecodeFromPipe(Request(Input("x", type, [1, 3], typed)).ToByteArray());

        request.Inputs[0].Tensor.ToString().Should().Be($"{type}[1,3]");
        request.Inputs[0].Tensor.Bytes.ToArray().Should().Equal(raw);
    }

    [Theory]
    [MemberData(nameof(TypesWithContents))]
    public async Task DecodeAsync_ByteByByteAndInPieces_EqualsAllAtOnce(string type)
    {
        var (raw, typed) = Samples.All[type];
        foreach (
            var message in new[]
            {
                WithEverything(Request(Input("x", type, [3], typed))).ToByteArray(),
                WithEverything(Request(Input("x", type, [3])).WithRaw(raw)).ToByteArray(),
            }
        )
        {
            using var whole = Messages.Decode(message);
            using var slow = await DecodeByteByByte(message);
            using var pieces = GrpcRequestDecoder.Decode(InPieces(message), GrpcDecoderLimits.Default);

            foreach (var other in new[] { slow, pieces })
            {
                other.Model.Should().Be(whole.Model);
                other.Id.Should().Be(whole.Id);
                other.Parameters.Should().Equal(whole.Parameters);
                other.Inputs[0].Parameters.Should().Equal(whole.Inputs[0].Parameters);
                other.Inputs[0].Tensor.Shape.Should().Be(whole.Inputs[0].Tensor.Shape);
                other.Inputs[0].Tensor.Bytes.ToArray().Should().Equal(whole.Inputs[0].Tensor.Bytes.ToArray());
                other.Outputs.Select(x => x.Name).Should().Equal(whole.Outputs.Select(x => x.Name));
            }
        }
    }

    [Fact]
    public void Decode_Parameters_KeepsKindsAndOrder()
    {
        using var request = Messages.Decode(WithEverything(Request()));

        request
            .Parameters.Should()
            .Equal(
                new("flag", new ParameterValue(true)),
                new("signed", new ParameterValue(-5L)),
                new("text", new ParameterValue("grün")),
                new("ratio", new ParameterValue(0.25)),
                new("big", new ParameterValue(ulong.MaxValue))
            );
    }

    [Fact]
    public void Decode_ParametersOfInputsAndOutputs_StayWithThem()
    {
        var message = Request(Input("x", "UINT8", [1])).WithRaw([1]);
        message.Inputs[0].Parameters["a"] = new InferParameter { Int64Param = 1 };
        message.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "y" });
        message.Outputs[0].Parameters["classification"] = new InferParameter { Int64Param = 3 };

        using var request = Messages.Decode(message);

        request.Parameters.Should().BeNull();
        request.Inputs[0].Parameters.Should().Equal([new("a", new ParameterValue(1L))]);
        request.Outputs[0].Parameters.Should().Equal([new("classification", new ParameterValue(3L))]);
    }

    [Fact]
    public void Decode_FieldsInReverseOrder_AttachesRawContentsByIndex()
    {
        byte[] message =
        [
            .. new ModelInferRequest().WithRaw([1], [2, 3]).ToByteArray(),
            .. new ModelInferRequest { Inputs = { Input("a", "INT8", [1]), Input("b", "INT8", [2]) } }.ToByteArray(),
            .. new ModelInferRequest { Id = "late", ModelName = "simple" }.ToByteArray(),
        ];

        using var request = Messages.Decode(message);

        request.Id.Should().Be("late");
        request.FindInput("a")!.Value.Tensor.Bytes.ToArray().Should().Equal(1);
        request.FindInput("b")!.Value.Tensor.Bytes.ToArray().Should().Equal(2, 3);
    }

    [Fact]
    public void Decode_ContentsBeforeDatatypeAndInSeveralParts_AreJoined()
    {
        byte[] input =
        [
            // contents { int_contents: 1 } unpacked, then contents { int_contents: [2, 3] } packed
            .. "\x2A\x02\x10\x01"u8,
            .. "\x2A\x04\x12\x02\x02\x03"u8,
            // shape: 3 unpacked, datatype, name
            .. "\x18\x03\x12\x05INT32\x0A\x01x"u8,
        ];
        byte[] message = [.. "\x0A\x01m\x2A"u8, (byte)input.Length, .. input];

        using var request = Messages.Decode(message);

        request.Inputs[0].Tensor.AsSpan<int>().ToArray().Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task DecodeAsync_UnknownFields_AreSkipped()
    {
        byte[] unknown =
        [
            // field 100 as varint, fixed32, fixed64 and 5,000 bytes
            0xA0,
            0x06,
            0x05,
            0xA5,
            0x06,
            1,
            2,
            3,
            4,
            0xA1,
            0x06,
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            8,
            0xA2,
            0x06,
            0x88,
            0x27,
            .. new byte[5000],
        ];
        byte[] message = [.. unknown, .. Request(Input("x", "UINT8", [1])).WithRaw([4]).ToByteArray(), .. unknown];

        using var request = await DecodeFromPipe(message);
        using var slow = await DecodeByteByByte(message);

        request.Inputs[0].Tensor.Bytes.ToArray().Should().Equal(4);
        slow.Inputs[0].Tensor.Bytes.ToArray().Should().Equal(4);
    }

    [Fact]
    public async Task DecodeAsync_MoreInThePipe_LeavesTheRestUntouched()
    {
        var message = Request(Input("x", "UINT8", [1])).WithRaw([4]).ToByteArray();
        var pipe = System.IO.Pipelines.PipeReader.Create(
            new System.Buffers.ReadOnlySequence<byte>([.. message, 42, 43])
        );

        using var request = await GrpcRequestDecoder.DecodeAsync(
            pipe,
            message.Length,
            GrpcDecoderLimits.Default,
            CancellationToken.None
        );

        pipe.TryRead(out var rest).Should().BeTrue();
        rest.Buffer.First.ToArray().Should().Equal(42, 43);
    }

    [Fact]
    public async Task DecodeAsync_LargeRawContents_GrowWithArrival()
    {
        var raw = new byte[5_000_001];
        new Random(1).NextBytes(raw);
        var message = Request(Input("x", "UINT8", [raw.Length])).WithRaw(raw).ToByteArray();
        var pipe = System.IO.Pipelines.PipeReader.Create(new MemoryStream(message));

        using var request = await GrpcRequestDecoder.DecodeAsync(
            pipe,
            message.Length,
            GrpcDecoderLimits.Default,
            CancellationToken.None
        );

        request.Inputs[0].Tensor.Bytes.SequenceEqual(raw).Should().BeTrue();
    }

    [Theory]
    [InlineData("FP32")]
    [InlineData("BYTES")]
    [InlineData("BF16")]
    public void Decode_EmptyTensorWithoutContents_IsAccepted(string type)
    {
        using var request = Messages.Decode(Request(Input("x", type, [0, 4])));

        request.Inputs[0].Tensor.ByteLength.Should().Be(0);
    }

    [Fact]
    public async Task DecodeAsync_CancelledWhileWaiting_Throws()
    {
        var pipe = new System.IO.Pipelines.Pipe();
        using var cancelled = new CancellationTokenSource();
        var decoding = GrpcRequestDecoder.DecodeAsync(pipe.Reader, 10, GrpcDecoderLimits.Default, cancelled.Token);

        await cancelled.CancelAsync();

        await FluentActions.Awaiting(() => decoding.AsTask()).Should().ThrowAsync<OperationCanceledException>();
    }

    private static ModelInferRequest WithEverything(ModelInferRequest request)
    {
        request.ModelVersion = "12";
        request.Id = "öçé";
        request.Parameters["flag"] = new InferParameter { BoolParam = true };
        request.Parameters["signed"] = new InferParameter { Int64Param = -5 };
        request.Parameters["text"] = new InferParameter { StringParam = "grün" };
        request.Parameters["ratio"] = new InferParameter { DoubleParam = 0.25 };
        request.Parameters["big"] = new InferParameter { Uint64Param = ulong.MaxValue };
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "y" });
        foreach (var input in request.Inputs)
        {
            input.Parameters["p"] = new InferParameter { StringParam = "v" };
        }

        return request;
    }
}
