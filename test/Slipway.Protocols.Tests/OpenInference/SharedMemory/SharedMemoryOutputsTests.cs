using System.Buffers;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Protocols.OpenInference.SharedMemory;
using Slipway.Protocols.Tests.OpenInference.Rest;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.OpenInference.SharedMemory;

public sealed class SharedMemoryOutputsTests
{
    private readonly FakeRegions _regions = new() { ["r"] = new byte[12] };

    [Fact]
    public void Write_OutputsInRegions_ArePutThereAndDescribedOnly()
    {
        using var request = Request(("y", Place("r", 8, 2)), ("z", null));
        using var response = Response();

        using (var outputs = SharedMemoryOutputs.Acquire(request, _regions)!)
        {
            _regions.Leases.Should().Be(1);
            outputs.Write(response);
        }

        _regions.Leases.Should().Be(0);
        _regions["r"].Should().Equal(0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0);
        using var json = RestResponseEncoder.Encode(request, response);
        Wire.Text(json)
            .Should()
            .Be(
                """{"model_name":"m","model_version":"1","outputs":[{"name":"y","datatype":"INT32","shape":[2]},"""
                    + """{"name":"z","datatype":"UINT8","shape":[1],"data":[5]}]}"""
            );
        var message = ReadBack(response);
        message.Outputs.Select(output => output.Name).Should().Equal("y", "z");
        message.Outputs[0].Shape.Should().Equal(2);
        message.Outputs[0].Parameters.Should().BeEmpty("clients of Triton take any parameter for a binary size");
        message.RawOutputContents.Select(content => content.Length).Should().Equal(0, 1);
    }

    [Fact]
    public void Write_WithAnotherOutputAsBinary_KeepsTheLengthsRight()
    {
        using var request = Request(("y", Place("r", 8, 0)), ("z", new() { ["binary_data"] = new(true) }));
        using var response = Response();
        using var outputs = SharedMemoryOutputs.Acquire(request, _regions)!;
        outputs.Write(response);

        using var message = RestResponseEncoder.Encode(request, response);
        var bytes = Wire.Bytes(message);

        bytes.Length.Should().Be(message.JsonLength + 1);
        bytes[^1].Should().Be(5);
    }

    [Fact]
    public void Write_ResultThatDoesNotFit_WritesNothing()
    {
        using var request = Request(("z", Place("r", 1, 0)), ("y", Place("r", 7, 1)));
        using var response = Response();
        using var outputs = SharedMemoryOutputs.Acquire(request, _regions)!;

        outputs
            .Invoking(all => all.Write(response))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*'m'*'y'*7 bytes*has 8*")
            .Which.Code.Should()
            .Be(ServingErrorCode.InvalidArgument);
        _regions["r"].Should().OnlyContain(part => part == 0);
    }

    [Fact]
    public void Acquire_NothingInSharedMemory_IsNull()
    {
        using var request = Request(("y", null), ("z", new() { ["binary_data"] = new(true) }));
        SharedMemoryOutputs.Acquire(request, _regions).Should().BeNull();
    }

    [Theory]
    [InlineData("r", 13, 0, ServingErrorCode.InvalidArgument, "12 bytes")]
    [InlineData("r", 1, 12, ServingErrorCode.InvalidArgument, "12 bytes")]
    [InlineData("r", long.MaxValue, long.MaxValue, ServingErrorCode.InvalidArgument, "12 bytes")]
    [InlineData("s", 1, 0, ServingErrorCode.NotFound, "no region s")]
    public void Acquire_WrongPlace_IsRefusedAndLeavesNothingOpen(
        string region,
        long byteSize,
        long offset,
        ServingErrorCode code,
        string words
    )
    {
        using var request = Request(("y", Place("r", 8, 0)), ("z", Place(region, byteSize, offset)));
        var acquire = () => SharedMemoryOutputs.Acquire(request, _regions);
        var refused = acquire.Should().Throw<ServingException>().Which;
        refused.Code.Should().Be(code);
        refused.Message.Should().ContainAll("'m'", "'z'", words);
        _regions.Leases.Should().Be(0);
    }

    [Theory]
    [InlineData("classification")]
    [InlineData("binary_data")]
    public void Acquire_WithAnotherForm_IsRefused(string other)
    {
        var parameters = Place("r", 8, 0);
        parameters[other] = other == "binary_data" ? new ParameterValue(true) : new ParameterValue(1L);
        using var request = Request(("y", parameters));
        var acquire = () => SharedMemoryOutputs.Acquire(request, _regions);
        acquire.Should().Throw<ServingException>().WithMessage($"*'{other}'*choose one*");
    }

    private static InferenceParameters Place(string region, long byteSize, long offset) =>
        new()
        {
            ["shared_memory_region"] = new(region),
            ["shared_memory_byte_size"] = new(byteSize),
            ["shared_memory_offset"] = new(offset),
        };

    private static InferenceRequest Request(params (string Name, InferenceParameters? Parameters)[] outputs)
    {
        var request = new InferenceRequest { Model = new ModelSelector("m") };
        request.Outputs.AddRange(outputs.Select(output => new RequestedOutput(output.Name, output.Parameters)));
        return request;
    }

    private static InferenceResponse Response()
    {
        var response = new InferenceResponse { ModelName = "m", ModelVersion = "1" };
        response.Outputs.Add(new NamedTensor("y", Tensor.From([1, 2], new TensorShape(2))));
        response.Outputs.Add(new NamedTensor("z", Tensor.From<byte>([5], new TensorShape(1))));
        return response;
    }

    private static ModelInferResponse ReadBack(InferenceResponse response)
    {
        var bytes = new ArrayBufferWriter<byte>();
        GrpcResponseEncoder.Write(response, bytes);
        bytes.WrittenCount.Should().Be(GrpcResponseEncoder.ComputeSize(response));
        return ModelInferResponse.Parser.ParseFrom(bytes.WrittenSpan);
    }
}
