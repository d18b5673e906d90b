using System.Buffers;
using Google.Protobuf;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.TensorFlowServing;
using Slipway.Protocols.TensorFlowServing.Grpc;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using Slipway.Protocols.Tests.OpenInference.Grpc;
using Slipway.Tensors;
using DataType = Slipway.Tensors.DataType;

namespace Slipway.Protocols.Tests.TensorFlowServing.Grpc;

/// <summary>Alone, because the count of rented memory is the process's.</summary>
[Collection(nameof(GrpcRentedMemoryCollection))]
public sealed class ExamplesDecoderTests
{
    private static readonly ModelSignature Signature = new(
        [
            new TensorSpec("age", DataType.Fp32, new TensorShape(-1)),
            new TensorSpec("ids", DataType.Int64, new TensorShape(-1, 2)),
            new TensorSpec("word", DataType.Bytes, new TensorShape(-1)),
        ],
        []
    );

    [Fact]
    public void Decode_ExamplesWithContext_BecomeTheModelsInputs()
    {
        var request = new ClassificationRequest
        {
            ModelSpec = new ModelSpec
            {
                Name = "m",
                Version = 2,
                SignatureName = "s",
            },
            Input = new Input
            {
                ExampleListWithContext = new ExampleListWithContext
                {
                    Context = Example(("word", Bytes("shared"))),
                    Examples =
                    {
                        Example(("age", Floats(1.5f)), ("ids", Integers(1, -2))),
                        Example(("ids", Integers(3, long.MaxValue)), ("age", Floats(2.5f))),
                    },
                },
            },
        };

        using var call = Decode(request);

        call.Spec.Should().Be(new ModelReference(new ModelSelector("m", 2), "s"));
        call.Examples.Count.Should().Be(2);
        using var inference = call.Examples.ToRequest(Signature);
        inference.FindInput("age")!.Value.Tensor.AsSpan<float>().ToArray().Should().Equal(1.5f, 2.5f);
        inference.FindInput("ids")!.Value.Tensor.AsSpan<long>().ToArray().Should().Equal(1, -2, 3, long.MaxValue);
        inference.FindInput("word")!.Value.Tensor.ToStrings().Should().Equal("shared", "shared");
    }

    [Fact]
    public void Decode_ManyFloats_AreAllThere()
    {
        float[] values = [.. Enumerable.Range(0, 1000).Select(i => i * 0.5f)];
        var request = new ClassificationRequest
        {
            ModelSpec = new ModelSpec { Name = "m" },
            Input = new Input { ExampleList = new ExampleList { Examples = { Example(("x", Floats(values))) } } },
        };

        using var call = Decode(request);

        var signature = new ModelSignature([new TensorSpec("x", DataType.Fp32, new TensorShape(-1, 1000))], []);
        using var inference = call.Examples.ToRequest(signature);
        inference.Inputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal(values);
    }

    [Fact]
    public void Decode_MultiInference_HasItsTasks()
    {
        var request = new MultiInferenceRequest
        {
            Tasks =
            {
                new InferenceTask
                {
                    ModelSpec = new ModelSpec { Name = "m" },
                    MethodName = SignatureNames.Classify,
                },
                new InferenceTask
                {
                    ModelSpec = new ModelSpec { Name = "m" },
                    MethodName = SignatureNames.Regress,
                },
            },
            Input = new Input { ExampleList = new ExampleList { Examples = { Example(("x", Floats(1))) } } },
        };

        using var call = ExamplesDecoder.DecodeMultiInference(
            new ReadOnlySequence<byte>(request.ToByteArray()),
            GrpcDecoderLimits.Default
        );

        call.Tasks.Select(task => task.Method).Should().Equal(SignatureNames.Classify, SignatureNames.Regress);
        call.Examples.Count.Should().Be(1);

        request.Tasks[1].ModelSpec.Name = "other";
        var two = () =>
            ExamplesDecoder.DecodeMultiInference(
                new ReadOnlySequence<byte>(request.ToByteArray()),
                GrpcDecoderLimits.Default
            );
        two.Should().Throw<ServingException>().Which.Message.Should().ContainAll("'m'", "'other'");
    }

    [Fact]
    public void Decode_NoModelOrBothKinds_IsRefused()
    {
        var request = new ClassificationRequest();
        var decode = () => Decode(request).Dispose();
        decode.Should().Throw<ServingException>().Which.Message.Should().Contain("model_spec");

        // One of the two must be written by hand: a message holds only the last.
        byte[] both = [0x0A, 3, 0x0A, 1, (byte)'m', 0x12, 4, 0x0A, 0, 0x12, 0];
        var decodeBoth = () =>
            ExamplesDecoder.Decode(new ReadOnlySequence<byte>(both), GrpcDecoderLimits.Default).Dispose();
        decodeBoth
            .Should()
            .Throw<ServingException>()
            .Which.Message.Should()
            .ContainAll("example_list", "example_list_with_context");
    }

    [Fact]
    public void Decode_TruncatedMessages_GiveACallOrAServingException()
    {
        var message = new ClassificationRequest
        {
            ModelSpec = new ModelSpec { Name = "m" },
            Input = new Input
            {
                ExampleList = new ExampleList
                {
                    Examples = { Example(("a", Floats(1, 2)), ("b", Bytes("x", "yz")), ("c", Integers(1, -1))) },
                },
            },
        }.ToByteArray();
        for (var length = 0; length < message.Length; length++)
        {
            var before = TensorBuffer.RentedBytes;
            try
            {
                ExamplesDecoder
                    .Decode(new ReadOnlySequence<byte>(message.AsMemory(0, length)), GrpcDecoderLimits.Default)
                    .Dispose();
            }
            catch (ServingException e)
            {
                e.Code.Should().Be(ServingErrorCode.InvalidArgument);
            }

            TensorBuffer.RentedBytes.Should().Be(before);
        }
    }

    private static ExamplesCall Decode(ClassificationRequest request) =>
        ExamplesDecoder.Decode(new ReadOnlySequence<byte>(request.ToByteArray()), GrpcDecoderLimits.Default);

    private static Example Example(params (string Name, Feature Value)[] features)
    {
        var example = new Example { Features = new Features() };
        foreach (var (name, value) in features)
        {
            example.Features.Feature[name] = value;
        }

        return example;
    }

    private static Feature Floats(params float[] values) => new() { FloatList = new FloatList { Value = { values } } };

    private static Feature Integers(params long[] values) => new() { Int64List = new Int64List { Value = { values } } };

    private static Feature Bytes(params string[] values) =>
        new() { BytesList = new BytesList { Value = { values.Select(ByteString.CopyFromUtf8) } } };
}
