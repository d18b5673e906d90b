using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Tensors;
using DataType = Slipway.Tensors.DataType;

namespace Slipway.Protocols.Tests.OpenInference.Grpc;

public sealed class GrpcResponseTests
{
    public static TheoryData<string> AllTypes => Samples.AllTypes;

    public static TheoryData<string> TypesWithContents => Samples.TypesWithContents;

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Write_EveryType_ParsesAsTheGeneratedMessage(string type)
    {
        using var response = Response(type);
        var written = new ArrayBufferWriter<byte>();

        GrpcResponseEncoder.Write(response, written);

        written.WrittenCount.Should().Be(GrpcResponseEncoder.ComputeSize(response));
        ModelInferResponse.Parser.ParseFrom(written.WrittenSpan).Should().Be(GrpcResponseMessages.ToMessage(response));
    }

    [Fact]
    public void Write_EmptyResponse_WritesNothing()
    {
        using var response = new InferenceResponse();
        var written = new ArrayBufferWriter<byte>();

        GrpcResponseEncoder.Write(response, written);

        written.WrittenCount.Should().Be(0);
        GrpcResponseEncoder.ComputeSize(response).Should().Be(0);
    }

    [Fact]
    public void Write_GoldenBytes()
    {
        using var response = new InferenceResponse { ModelName = "m", ModelVersion = "1" };
        response.Outputs.Add(new NamedTensor("y", Tensor.From<byte>([5, 6], new TensorShape(2))));
        var written = new ArrayBufferWriter<byte>();

        GrpcResponseEncoder.Write(response, written);

        byte[] golden =
        [
            .. "\x0A\x01m\x12\x01"u8,
            .. "1\x2A\x0D\x0A\x01y\x12\x05UINT8\x1A\x01\x02"u8,
            .. "\x32\x02\x05\x06"u8,
        ];
        written.WrittenSpan.ToArray().Should().Equal(golden);
    }

    [Fact]
    public async Task WriteAsync_LargeOutputs_FlushesOnTheWay()
    {
        using var response = new InferenceResponse { ModelName = "m" };
        for (var size = 1; size < 400_000; size = (size * 7) + 1)
        {
            var values = new byte[size];
            new Random(size).NextBytes(values);
            response.Outputs.Add(new NamedTensor($"y{size}", Tensor.From<byte>(values, new TensorShape(size))));
        }

        var stream = new MemoryStream();
        var pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        var whole = await GrpcResponseEncoder.WriteAsync(response, pipe, CancellationToken.None);
        stream.Length.Should().BeGreaterThan(64 << 10, "the reader must see data before the end");
        await pipe.CompleteAsync();

        whole.Should().BeTrue();
        stream.Length.Should().Be(GrpcResponseEncoder.ComputeSize(response));
        ModelInferResponse.Parser.ParseFrom(stream.ToArray()).Should().Be(GrpcResponseMessages.ToMessage(response));
    }

    [Fact]
    public async Task WriteAsync_ReaderGone_ReportsIt()
    {
        using var response = new InferenceResponse();
        response.Outputs.Add(new NamedTensor("y", Tensor.Allocate(DataType.UInt8, new TensorShape(1 << 20))));
        var pipe = new Pipe();
        await pipe.Reader.CompleteAsync();

        var whole = await GrpcResponseEncoder.WriteAsync(response, pipe.Writer, CancellationToken.None);

        whole.Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Read_RawContents_GivesTheResponseBack(string type)
    {
        using var sent = Response(type);

        using var response = GrpcResponseReader.Read(GrpcResponseMessages.ToMessage(sent));

        response.ModelName.Should().Be("simple");
        response.ModelVersion.Should().Be("3");
        response.Id.Should().Be("id");
        response.Parameters.Should().Equal(sent.Parameters);
        response.Outputs[0].Parameters.Should().Equal(sent.Outputs[0].Parameters);
        response.Outputs[0].Tensor.ToString().Should().Be($"{type}[3]");
        response.Outputs[0].Tensor.Bytes.ToArray().Should().Equal(Samples.All[type].Raw);
    }

    [Theory]
    [MemberData(nameof(TypesWithContents))]
    public void Read_TypedContents_GivesTheBytesOfRawContents(string type)
    {
        var (raw, typed) = Samples.All[type];
        var message = Answer(type, [3], typed);

        using var response = GrpcResponseReader.Read(message);

        response.Outputs[0].Tensor.Bytes.ToArray().Should().Equal(raw);
    }

    [Fact]
    public void Read_InconsistentAnswer_IsInternalAndNamesTheModel()
    {
        var tooMany = Answer("INT8", [1], null);
        tooMany.RawOutputContents.Add(ByteString.CopyFrom(1));
        tooMany.RawOutputContents.Add(ByteString.CopyFrom(1));
        ModelInferResponse[] answers =
        [
            tooMany,
            Answer("WHAT", [1], null),
            Answer("FP16", [1], new InferTensorContents()),
            Answer("INT8", [1], new InferTensorContents { IntContents = { 1, 2 } }),
            Answer("INT8", [1], new InferTensorContents { IntContents = { 1000 } }),
            Answer("INT8", [-1], new InferTensorContents { IntContents = { 1 } }),
            Answer("BYTES", [2], new InferTensorContents { BytesContents = { ByteString.Empty } }),
        ];

        foreach (var answer in answers)
        {
            FluentActions
                .Invoking(() => GrpcResponseReader.Read(answer))
                .Should()
                .Throw<ServingException>()
                .WithMessage("*'simple' is inconsistent*")
                .Which.Code.Should()
                .Be(ServingErrorCode.Internal);
        }
    }

    private static ModelInferResponse Answer(string type, long[] shape, InferTensorContents? contents)
    {
        var output = new ModelInferResponse.Types.InferOutputTensor
        {
            Name = "y",
            Datatype = type,
            Contents = contents,
        };
        output.Shape.AddRange(shape);
        return new ModelInferResponse { ModelName = "simple", Outputs = { output } };
    }

    private static InferenceResponse Response(string type)
    {
        DataTypes.TryParse(type, out var dataType).Should().BeTrue();
        var raw = Samples.All[type].Raw;
        var buffer = TensorBuffer.Rent(raw.Length);
        raw.CopyTo(buffer.GetSpan());
        var response = new InferenceResponse
        {
            ModelName = "simple",
            ModelVersion = "3",
            Id = "id",
            Parameters = [],
        };
        response.Parameters["flag"] = new ParameterValue(true);
        response.Parameters["signed"] = new ParameterValue(-5L);
        response.Parameters["text"] = new ParameterValue("grün");
        response.Parameters["ratio"] = new ParameterValue(0.25);
        response.Parameters["big"] = new ParameterValue(ulong.MaxValue);
        var parameters = new InferenceParameters { ["none"] = new ParameterValue(false) };
        var tensor = new Tensor(dataType, new TensorShape(3), buffer, raw.Length);
        response.Outputs.Add(new NamedTensor("y", tensor, parameters));
        response.Outputs.Add(new NamedTensor("scalar", Tensor.From([1.5f], TensorShape.Scalar)));
        return response;
    }
}
