using CsCheck;
using Google.Protobuf;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Tensors;
using static Slipway.Protocols.Tests.OpenInference.Grpc.Messages;

namespace Slipway.Protocols.Tests.OpenInference.Grpc;

/// <summary>Alone, because the count of rented memory is the process's.</summary>
[Collection(nameof(GrpcRentedMemoryCollection))]
public sealed class GrpcRequestDecoderPropertyTests
{
    private static readonly byte[][] Seeds = [.. MakeSeeds()];

    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Gen.Int[0, Seeds.Length - 1].Select(i => Seeds[i]),
        Gen.Select(Gen.Int[0, 4095], Gen.Byte, Gen.Int[0, 2]).Array[1, 4],
        Mutate
    );

    [Fact]
    public void Decode_MutatedMessage_GivesARequestOrAServingException()
    {
        Mutated.Sample(
            message =>
            {
                var before = TensorBuffer.RentedBytes;
                var whole = Outcome(() => Messages.Decode(message));
                var piped = Outcome(() => DecodeFromPipe(message).GetAwaiter().GetResult());
                return whole == piped && TensorBuffer.RentedBytes == before;
            },
            iter: 5_000,
            threads: 1
        );
    }

    [Fact]
    public void Decode_TruncatedMessage_GivesARequestOrAServingException()
    {
        foreach (var seed in Seeds)
        {
            for (var length = 0; length < seed.Length; length++)
            {
                var before = TensorBuffer.RentedBytes;
                var message = seed[..length];

                var whole = Outcome(() => Messages.Decode(message));
                var slow = Outcome(() => DecodeByteByByte(message).GetAwaiter().GetResult());

                slow.Should().Be(whole);
                TensorBuffer.RentedBytes.Should().Be(before);
            }
        }
    }

    private static string Outcome(Func<InferenceRequest> decode)
    {
        try
        {
            using var request = decode();
            return string.Join(
                ';',
                request.Inputs.Select(x => $"{x.Name}={x.Tensor}:{Convert.ToHexString(x.Tensor.Bytes)}")
            );
        }
        catch (ServingException failure)
        {
            return $"{failure.Code}: {failure.Message}";
        }
    }

    private static byte[] Mutate(byte[] seed, (int Position, byte Value, int Kind)[] changes)
    {
        var message = seed.ToList();
        foreach (var (position, value, kind) in changes)
        {
            var at = position % message.Count;
            if (kind == 0)
                message[at] = value;
            else if (kind == 1)
                message.Insert(at, value);
            else if (message.Count > 1)
                message.RemoveAt(at);
        }

        return [.. message];
    }

    private static IEnumerable<byte[]> MakeSeeds()
    {
        foreach (var (type, (raw, typed)) in Samples.All)
        {
            var message = Request(Input("in", type, [3])).WithRaw(raw);
            message.Parameters["p"] = new InferParameter { Int64Param = 7 };
            message.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "out" });
            yield return message.ToByteArray();
            if (typed is not null)
                yield return Request(Input("in", type, [3], typed), Input("two", type, [1, 3], typed)).ToByteArray();
        }
    }
}

[CollectionDefinition(nameof(GrpcRentedMemoryCollection), DisableParallelization = true)]
public sealed class GrpcRentedMemoryCollection;
