using System.Buffers;
using CsCheck;
using Google.Protobuf;
using Slipway.Gateway.Recognition.Grpc;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;

namespace Slipway.Gateway.Tests.Recognition.Grpc;

public sealed class FieldScanTests
{
    private static readonly int[] ModelSpec = [1, 1];

    [Fact]
    public void Find_AnyOrderOfFields_FindsTheName()
    {
        var name = new ModelInferRequest { ModelName = "ner" }.ToByteArray();
        byte[][] others =
        [
            new ModelInferRequest { Id = "7" }.ToByteArray(),
            new ModelInferRequest { RawInputContents = { ByteString.CopyFrom(new byte[1000]) } }.ToByteArray(),
            new ModelInferRequest { Parameters = { ["a"] = new InferParameter { Int64Param = -1 } } }.ToByteArray(),
        ];

        byte[] last = [.. others.SelectMany(each => each), .. name];
        byte[] middle = [.. others[0], .. others[1], .. name, .. others[2]];

        Find(last, [1]).Should().Be((ScanResult.Found, "ner"));
        Find(middle, [1]).Should().Be((ScanResult.Found, "ner"));
    }

    [Fact]
    public void Find_NameWithinMessages_FindsTheFirst()
    {
        var request = new MultiInferenceRequest
        {
            Tasks =
            {
                new InferenceTask { MethodName = "classify" },
                new InferenceTask
                {
                    MethodName = "regress",
                    ModelSpec = new() { SignatureName = "s", Name = "ner" },
                },
            },
        };

        Find(request.ToByteArray(), [1, 1, 1]).Should().Be((ScanResult.Found, "ner"));
    }

    [Fact]
    public void Find_CutOffAnywhere_AsksForMoreAndNeverMisleads()
    {
        var whole = new PredictRequest
        {
            ModelSpec = new() { SignatureName = "serving_default", Name = "ner" },
            Inputs = { ["x"] = new() { TensorContent = ByteString.CopyFrom(new byte[100]) } },
        }.ToByteArray();

        for (var length = 0; length < whole.Length; length++)
        {
            var (result, name) = Find(whole[..length], ModelSpec, whole.Length);
            result.Should().BeOneOf(ScanResult.More, ScanResult.Found);
            if (result == ScanResult.Found)
                name.Should().Be("ner");
        }

        Find(whole, ModelSpec).Should().Be((ScanResult.Found, "ner"));
    }

    [Fact]
    public void Find_NoName_IsMissing()
    {
        Find([], [1]).Result.Should().Be(ScanResult.Missing);
        Find(new PredictRequest { ModelSpec = new() }.ToByteArray(), ModelSpec).Result.Should().Be(ScanResult.Missing);
        Find(new ModelInferRequest { Id = "7" }.ToByteArray(), [1]).Result.Should().Be(ScanResult.Missing);
    }

    [Theory]
    [InlineData("0b", "a group")]
    [InlineData("0aff", "a length that is cut off")]
    [InlineData("0affffffffffffffffff01", "a length beyond the message")]
    [InlineData("1affffffffffffffffff01", "another field's")]
    [InlineData("ffffffffffffffffffffff", "a key without an end")]
    public void Find_Garbage_IsToldFromMissing(string hex, string what) =>
        Find(Convert.FromHexString(hex), [1]).Result.Should().BeOneOf([ScanResult.Invalid, ScanResult.More], what);

    [Fact]
    public void Find_AnyBytes_EndsAndStaysInside() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 400])
            .Sample(
                (bytes, size) =>
                {
                    var (result, name) = Find(bytes, ModelSpec, size);
                    (result == ScanResult.Found || name is null).Should().BeTrue();
                },
                iter: 20_000
            );

    private static (ScanResult Result, string? Name) Find(byte[] message, int[] path, long? size = null)
    {
        var result = new FieldScan(new ReadOnlySequence<byte>(message)).Find(
            path,
            size ?? message.Length,
            out var value
        );
        return (result, result == ScanResult.Found ? System.Text.Encoding.UTF8.GetString(value.ToArray()) : null);
    }
}
