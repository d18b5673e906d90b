using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Reflection;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Rest;

namespace Slipway.Protocols.Tests.OpenInference.Rest;

/// <summary>What a small request may cost the garbage collector: a bound, to catch what creeps in.</summary>
[Collection(RestMemoryCollection.Name)]
public sealed class RestAllocationTests
{
    private static readonly ModelSelector Model = new("simple");

    private const long Budget = 1024;
    private const int MostRounds = 1000;

    [Theory]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,4],"data":[0.25,1,-2.5,3]}]}""", 0)]
    [InlineData(
        """{"inputs":[{"name":"x","datatype":"FP32","shape":[1,4],"parameters":{"binary_data_size":16}}]}""",
        16
    )]
    public void DecodeAndEncode_SmallRequest_AllocateUnderOneKilobyte(string json, int binaryBytes)
    {
        var optimized =
            typeof(RestRequestDecoder).Assembly.GetCustomAttribute<DebuggableAttribute>()
            is not { IsJITOptimizerDisabled: true };
        // A debug build has objects where an optimised one has structs.
        var allowed = optimized ? Budget : 8 * Budget;
        byte[] body = [.. System.Text.Encoding.UTF8.GetBytes(json), .. new byte[binaryBytes]];
        int? headerLength = binaryBytes == 0 ? null : body.Length - binaryBytes;
        var output = new Pipe();
        RoundTrip(body, headerLength, output);

        // What counts is the code that is compiled last, on another thread, after some calls.
        var perCall = Measure(body, headerLength, output);
        for (var round = 1; round < MostRounds && perCall >= allowed; round++)
        {
            perCall = Measure(body, headerLength, output);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{perCall} bytes a call");
        perCall.Should().BeLessThan(allowed);
    }

    private static long Measure(byte[] body, int? headerLength, Pipe output)
    {
        const int Calls = 1000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Calls; i++)
        {
            RoundTrip(body, headerLength, output);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }

    private static void RoundTrip(byte[] body, int? headerLength, Pipe output)
    {
        var decoding = RestRequestDecoder.DecodeAsync(
            PipeReader.Create(new ReadOnlySequence<byte>(body)),
            body.Length,
            headerLength,
            Model,
            RestDecoderLimits.Default,
            CancellationToken.None
        );
        // All bytes are there, so nothing is awaited and the thread stays the same.
        if (!decoding.IsCompletedSuccessfully)
            throw new InvalidOperationException("Decoding waited for bytes.");
        using var request = decoding.Result;
        using var response = new InferenceResponse { ModelName = "simple", ModelVersion = "1" };
        response.Outputs.Capacity = 1;
        response.Outputs.AddRange(request.Inputs);
        using var message = RestResponseEncoder.Encode(request, response);
        var writing = message.WriteToAsync(output.Writer);
        if (!writing.IsCompletedSuccessfully)
            throw new InvalidOperationException("Writing waited for the reader.");
        Assert.True(output.Reader.TryRead(out var written));
        output.Reader.AdvanceTo(written.Buffer.End);
    }
}
