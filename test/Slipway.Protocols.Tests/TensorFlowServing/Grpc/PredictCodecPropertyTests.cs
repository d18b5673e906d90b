using System.Buffers;
using System.IO.Pipelines;
using CsCheck;
using Google.Protobuf;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.TensorFlowServing.Grpc;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using Slipway.Protocols.Tests.OpenInference.Grpc;
using Slipway.Protocols.Tests.OpenInference.Rest;
using Slipway.Tensors;
using DataType = Slipway.Tensors.DataType;

namespace Slipway.Protocols.Tests.TensorFlowServing.Grpc;

/// <summary>Alone, because the count of rented memory is the process's.</summary>
[Collection(nameof(GrpcRentedMemoryCollection))]
public sealed class PredictCodecPropertyTests
{
    [Fact]
    public void Response_OfAnyTensors_ReadAsARequestIsTheSameTensors() =>
        TensorGen.Message.Sample(
            plan =>
            {
                var before = TensorBuffer.RentedBytes;
                var same = IsSameAfterTheWire(plan);
                return same && TensorBuffer.RentedBytes == before;
            },
            iter: 300,
            threads: 1
        );

    [Fact]
    public void Request_OfMutatedBytes_IsACallOrAServingException()
    {
        byte[][] seeds =
        [
            .. TensorProtos.Samples.Values.Select(sample =>
                new PredictRequest
                {
                    ModelSpec = new ModelSpec { Name = "m", Version = 3 },
                    Inputs = { ["x"] = sample.Typed },
                    OutputFilter = { "y" },
                }.ToByteArray()
            ),
        ];
        Gen.Select(Gen.Int[0, seeds.Length - 1], Gen.Select(Gen.Int[0, 4095], Gen.Byte).Array[1, 4])
            .Sample(
                (seed, changes) =>
                {
                    var message = (byte[])seeds[seed].Clone();
                    foreach (var (position, value) in changes)
                    {
                        message[position % message.Length] = value;
                    }

                    var before = TensorBuffer.RentedBytes;
                    try
                    {
                        var limits = new GrpcDecoderLimits { MaxMessageBytes = 1 << 20 };
                        PredictRequestDecoder.Decode(new ReadOnlySequence<byte>(message), limits).Dispose();
                    }
                    catch (ServingException)
                    {
                        // Refused, as most of them.
                    }

                    return TensorBuffer.RentedBytes == before;
                },
                iter: 5_000,
                threads: 1
            );
    }

    [Fact]
    public async Task Response_GoldenBytes_AreThoseOfTheContract()
    {
        using var response = Response(Tensor.From<int>([5, -1], new TensorShape(2)));
        var bytes = await WriteAsync(response, "serving_default");

        Convert
            .ToHexString(bytes)
            .Should()
            .Be(
                // outputs {"y": DT_INT32 [2] int_val 5, -1}
                "0A1A"
                    + "0A0179"
                    + "1215"
                    + "0803"
                    + "1204"
                    + "12020802"
                    + "3A0B"
                    + "05"
                    + "FFFFFFFFFFFFFFFFFF01"
                    // model_spec {"m", version 7, "serving_default"}
                    + "1218"
                    + "0A016D"
                    + "12020807"
                    + "1A0F"
                    + Convert.ToHexString("serving_default"u8)
            );
    }

    [Fact]
    public async Task Response_ScalarAndEmpty_HaveTheirShapes()
    {
        using var response = Response(Tensor.From<long>([3], TensorShape.Scalar));
        response.Outputs.Add(new("none", new Tensor(DataType.Bytes, new(0, 4), TensorBuffer.Rent(0), 0)));

        var message = PredictResponse.Parser.ParseFrom(await WriteAsync(response, "s"));

        message.Outputs["y"].TensorShape.Dim.Should().BeEmpty();
        message.Outputs["y"].Int64Val.Should().Equal(3);
        message.Outputs["none"].TensorShape.Dim.Select(dim => dim.Size).Should().Equal(0, 4);
        message.Outputs["none"].StringVal.Should().BeEmpty();
    }

    [Theory]
    [InlineData(DataType.Fp32)]
    [InlineData(DataType.Int64)]
    [InlineData(DataType.Bytes)]
    public async Task Response_OfMegabytes_KeepsEveryElement(DataType type)
    {
        using var response = Response(TensorGen.Tensor(type, new TensorShape(1000, 500), 7, binary: true));

        var message = PredictResponse.Parser.ParseFrom(await WriteAsync(response, "s"));

        using var call = Decode(new PredictRequest { Inputs = { ["y"] = message.Outputs["y"] } });
        var equal = call.Request.Inputs[0].Tensor.Bytes.SequenceEqual(response.Outputs[0].Tensor.Bytes);
        equal.Should().BeTrue();
    }

    private static bool IsSameAfterTheWire((DataType Type, TensorShape Shape, int Seed)[] plan)
    {
        using var response = new InferenceResponse { ModelName = "m", ModelVersion = "7" };
        for (var i = 0; i < plan.Length; i++)
        {
            var (type, shape, seed) = plan[i];
            response.Outputs.Add(new NamedTensor($"out {i}", TensorGen.Tensor(type, shape, seed, binary: true)));
        }

        var bytes = WriteAsync(response, "s").GetAwaiter().GetResult();
        var message = PredictResponse.Parser.ParseFrom(bytes);
        var asContent = new PredictRequest();
        foreach (var output in response.Outputs)
        {
            var proto = new TensorProto
            {
                Dtype = message.Outputs[output.Name].Dtype,
                TensorShape = message.Outputs[output.Name].TensorShape,
                TensorContent = TensorProtos.Content(output.Tensor),
            };
            asContent.Inputs[output.Name] = proto;
        }

        using var typed = Decode(new PredictRequest { Inputs = { message.Outputs } });
        using var content = Decode(asContent);
        return response.Outputs.TrueForAll(output => Same(output, typed) && Same(output, content));
    }

    private static bool Same(NamedTensor output, PredictCall call)
    {
        var tensor = call.Request.FindInput(output.Name)!.Value.Tensor;
        return tensor.DataType == output.Tensor.DataType
            && tensor.Shape == output.Tensor.Shape
            && tensor.Bytes.SequenceEqual(output.Tensor.Bytes);
    }

    private static PredictCall Decode(PredictRequest request)
    {
        request.ModelSpec = new ModelSpec { Name = "m" };
        return PredictRequestDecoder.Decode(
            new ReadOnlySequence<byte>(request.ToByteArray()),
            GrpcDecoderLimits.Default
        );
    }

    private static InferenceResponse Response(Tensor tensor)
    {
        var response = new InferenceResponse { ModelName = "m", ModelVersion = "7" };
        response.Outputs.Add(new NamedTensor("y", tensor));
        return response;
    }

    private static async Task<byte[]> WriteAsync(InferenceResponse response, string signature)
    {
        using var stream = new MemoryStream();
        var pipe = PipeWriter.Create(stream);
        var encoder = new PredictResponseEncoder(response, signature);
        (await encoder.WriteAsync(pipe, CancellationToken.None)).Should().BeTrue();
        await pipe.CompleteAsync();
        var bytes = stream.ToArray();
        bytes.Length.Should().Be(encoder.Size);
        return bytes;
    }
}
