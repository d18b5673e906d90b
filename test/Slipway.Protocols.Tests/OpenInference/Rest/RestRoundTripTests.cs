using CsCheck;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.OpenInference.Rest;

[Collection(RestMemoryCollection.Name)]
public sealed class RestRoundTripTests
{
    private const int Iterations = 2_000;

    [Fact]
    public void Request_RandomTensors_ComeBackBitIdentical() =>
        Gen.Select(TensorGen.Message, Gen.Bool, Gen.Int[0, 7])
            .Sample(
                (plan, binary, step) =>
                {
                    using var request = TensorGen.Request(plan, binary);
                    using var message = RestRequestEncoder.Encode(request, binary);
                    using var decoded = Wire.DecodeRequest(Wire.Bytes(message), message.JsonLength, step);
                    Same(request.Inputs, decoded.Inputs);
                    decoded.Id.Should().Be(request.Id);
                },
                iter: Iterations,
                threads: 1
            );

    [Fact]
    public void Response_RandomTensors_ComeBackBitIdentical() =>
        Gen.Select(TensorGen.Message, Gen.Bool, Gen.Int[0, 7])
            .Sample(
                (plan, binary, step) =>
                {
                    using var request = TensorGen.Request(plan, binary);
                    request.Parameters = new() { ["binary_data_output"] = new(binary) };
                    using var response = new InferenceResponse { ModelName = "m", ModelVersion = "1" };
                    response.Outputs.AddRange(request.Inputs);
                    request.Inputs.Clear();
                    using var message = RestResponseEncoder.Encode(request, response);
                    using var decoded = Wire.DecodeResponse(Wire.Bytes(message), message.JsonLength, step);
                    Same(response.Outputs, decoded.Outputs);
                    decoded.ModelName.Should().Be("m");
                },
                iter: Iterations,
                threads: 1
            );

    [Fact]
    public void Decode_MutatedBodies_ThrowNothingElseAndLeakNothing()
    {
        var before = TensorBuffer.RentedBytes;
        Gen.Select(TensorGen.Message, Gen.Bool, Gen.Int[0, 3], Mutation.Gen.Array[1, 4])
            .Sample(
                (plan, binary, step, mutations) =>
                {
                    var (body, header) = Encoded(plan, binary);
                    foreach (var mutation in mutations)
                    {
                        body = mutation.Apply(body);
                    }

                    var whole = Outcome(body, header, 0);
                    Outcome(body, header, step).Should().Be(whole);
                    TensorBuffer.RentedBytes.Should().Be(before);
                },
                iter: 4 * Iterations,
                threads: 1
            );
    }

    [Fact]
    public void Decode_EveryTruncation_IsRefused()
    {
        var (body, header) = Encoded([(DataType.Fp32, new(2, 2), 1), (DataType.Bytes, new(2), 2)], binary: true);
        var (json, _) = Encoded([(DataType.Fp32, new(2, 2), 1), (DataType.Bytes, new(2), 2)], binary: false);
        for (var length = 0; length < body.Length; length++)
        {
            Outcome(body[..length], header, 0).Should().NotBe("ok");
        }

        for (var length = 0; length < json.Length; length++)
        {
            Outcome(json[..length], null, 0).Should().NotBe("ok");
        }
    }

    private static (byte[] Body, int? Header) Encoded((DataType, TensorShape, int)[] plan, bool binary)
    {
        using var request = TensorGen.Request(plan, binary);
        using var message = RestRequestEncoder.Encode(request, binary);
        return (Wire.Bytes(message), message.JsonLength);
    }

    private static string Outcome(byte[] body, int? header, int step)
    {
        try
        {
            using var request = Wire.DecodeRequest(body, header, step, lengthIsKnown: step != 2);
            return "ok";
        }
        catch (ServingException e)
        {
            e.Message.Should().StartWith("Request for model m: ");
            return e.Code.ToString();
        }
    }

    private static void Same(List<NamedTensor> expected, List<NamedTensor> actual)
    {
        actual.Should().HaveCount(expected.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            actual[i].Name.Should().Be(expected[i].Name);
            actual[i].Tensor.DataType.Should().Be(expected[i].Tensor.DataType);
            (actual[i].Tensor.Shape == expected[i].Tensor.Shape).Should().BeTrue();
            actual[i].Tensor.Bytes.SequenceEqual(expected[i].Tensor.Bytes).Should().BeTrue();
        }
    }
}
