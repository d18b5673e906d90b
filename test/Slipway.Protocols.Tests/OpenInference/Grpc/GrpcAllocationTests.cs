using System.Buffers;
using Google.Protobuf;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using static Slipway.Protocols.Tests.OpenInference.Grpc.Messages;

namespace Slipway.Protocols.Tests.OpenInference.Grpc;

/// <summary>What a small call may cost the garbage collector: a bound, to catch what creeps in.</summary>
public sealed class GrpcAllocationTests
{
    private readonly ReadOnlySequence<byte> _message = new(
        Request(Input("INPUT0", "INT32", [1, 16]), Input("INPUT1", "INT32", [1, 16]))
            .WithRaw(new byte[64], new byte[64])
            .ToByteArray()
    );

    [Fact]
    public void DecodeAndEncode_SmallRequest_AllocateUnderOneKilobyte()
    {
        const int Calls = 1000;
        var destination = new ArrayBufferWriter<byte>(1024);
        RoundTrip(destination);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Calls; i++)
        {
            RoundTrip(destination);
        }

        var perCall = (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
        TestContext.Current.TestOutputHelper?.WriteLine($"{perCall} bytes a call");
        perCall.Should().BeLessThan(1024);
    }

    private void RoundTrip(ArrayBufferWriter<byte> destination)
    {
        using var request = GrpcRequestDecoder.Decode(_message, GrpcDecoderLimits.Default);
        using var response = new InferenceResponse { ModelName = "simple", ModelVersion = "1" };
        response.Outputs.AddRange(request.Inputs);
        destination.ResetWrittenCount();
        GrpcResponseEncoder.Write(response, destination);
    }
}
