using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Protocols.Tests.OpenInference.Grpc;
using Slipway.Protocols.Tests.OpenInference.Rest;

namespace Slipway.Protocols.Tests.OpenInference.SharedMemory;

/// <summary>Inputs from shared memory, through both decoders.</summary>
public sealed class SharedMemoryInputTests
{
    private readonly FakeRegions _regions = new() { ["r"] = [9, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, (byte)'x', 7] };

    [Fact]
    public void Grpc_InputInARegion_IsCopiedAndItsParametersAreTakenOut()
    {
        var input = Shared("x", "INT32", [2], "r", 8, 1);
        input.Parameters["mine"] = new InferParameter { BoolParam = true };
        using var request = DecodeGrpc(Messages.Request(input));

        _regions["r"][1] = 99;

        request.Inputs[0].Tensor.AsSpan<int>().ToArray().Should().Equal(1, 2);
        request.Inputs[0].Parameters!.Select(parameter => parameter.Key).Should().Equal("mine");
        _regions.Leases.Should().Be(0);
    }

    [Fact]
    public void Grpc_SomeInputsInRegions_RawContentsAreThoseOfTheOthers()
    {
        using var request = DecodeGrpc(
            Messages
                .Request(
                    Messages.Input("a", "UINT8", [1]),
                    Shared("b", "BYTES", [1], "r", 5, 9),
                    Messages.Input("c", "UINT8", [2])
                )
                .WithRaw([4], [5, 6])
        );

        request.FindInput("a")!.Value.Tensor.Bytes.ToArray().Should().Equal(4);
        request.FindInput("b")!.Value.Tensor.ToStrings().Should().Equal("x");
        request.FindInput("b")!.Value.Parameters.Should().BeNull();
        request.FindInput("c")!.Value.Tensor.Bytes.ToArray().Should().Equal(5, 6);
    }

    [Fact]
    public void Grpc_RawContentsForASharedInputToo_AreRefused()
    {
        var request = Messages.Request(Shared("b", "UINT8", [1], "r", 1, 0)).WithRaw([4]);
        Refused(() => DecodeGrpc(request)).Message.Should().ContainAll("1 entries", "0 inputs", "shared memory");
    }

    [Fact]
    public void Grpc_ContentsAndARegion_AreRefused()
    {
        var input = Shared("x", "INT32", [1], "r", 4, 1);
        input.Contents = new InferTensorContents { IntContents = { 1 } };
        Refused(() => DecodeGrpc(Messages.Request(input))).Message.Should().Contain("Both contents and shared memory");
    }

    [Theory]
    [InlineData("INT32", 2, 4, 1, ServingErrorCode.InvalidArgument, "8 bytes")]
    [InlineData("INT32", 2, 8, 8, ServingErrorCode.InvalidArgument, "15 bytes")]
    [InlineData("INT32", 2, 8, long.MaxValue, ServingErrorCode.InvalidArgument, "outside")]
    [InlineData("BYTES", 1, long.MaxValue, 1, ServingErrorCode.InvalidArgument, "outside")]
    [InlineData("INT32", 2, 8, -1, ServingErrorCode.InvalidArgument, "'shared_memory_offset' is '-1'")]
    [InlineData("INT32", 2, -8, 0, ServingErrorCode.InvalidArgument, "'shared_memory_byte_size' is '-8'")]
    [InlineData("BYTES", 1, 4, 1, ServingErrorCode.InvalidArgument, "BYTES")]
    [InlineData("BOOL", 1, 1, 0, ServingErrorCode.InvalidArgument, "BOOL")]
    public void Both_PlaceThatDoesNotFit_IsRefused(
        string type,
        long elements,
        long byteSize,
        long offset,
        ServingErrorCode code,
        string words
    )
    {
        var grpc = Refused(() => DecodeGrpc(Messages.Request(Shared("x", type, [elements], "r", byteSize, offset))));
        grpc.Code.Should().Be(code);
        grpc.Message.Should().ContainAll("'x'", words);

        var rest = Refused(() => DecodeRest(Json(type, elements, "r", byteSize, offset)));
        rest.Code.Should().Be(code);
        rest.Message.Should().ContainAll("'x'", words);
        _regions.Leases.Should().Be(0);
    }

    [Fact]
    public void Both_UnknownRegion_IsNotFound()
    {
        Refused(() => DecodeGrpc(Messages.Request(Shared("x", "INT8", [1], "other", 1, 0))))
            .Code.Should()
            .Be(ServingErrorCode.NotFound);
        var rest = Refused(() => DecodeRest(Json("INT8", 1, "other", 1, 0)));
        rest.Code.Should().Be(ServingErrorCode.NotFound);
        rest.Message.Should().ContainAll("'x'", "other");
    }

    [Theory]
    [InlineData("shared_memory_region", "'shared_memory_byte_size'")]
    [InlineData("shared_memory_byte_size", "'shared_memory_region'")]
    [InlineData("shared_memory_offset", "'shared_memory_region'")]
    public void Both_OnlyAPartOfTheParameters_SaysWhatIsMissing(string only, string missing)
    {
        var input = Messages.Input("x", "INT8", [1]);
        input.Parameters[only] = only.EndsWith("region", StringComparison.Ordinal)
            ? new InferParameter { StringParam = "r" }
            : new InferParameter { Int64Param = 1 };
        Refused(() => DecodeGrpc(Messages.Request(input))).Message.Should().Contain(missing);

        var value = only.EndsWith("region", StringComparison.Ordinal) ? "\"r\"" : "1";
        Refused(() =>
            DecodeRest($$"""{"datatype":"INT8","shape":[1],"name":"x","parameters":{"{{only}}":{{value}} } }""")
        )
            .Message.Should()
            .Contain(missing);
    }

    [Fact]
    public void Both_MoreThanARequestMayHave_IsTooLarge()
    {
        var large = new FakeRegions { ["r"] = new byte[1000] };
        var body = Messages.Request(Shared("x", "UINT8", [1000], "r", 1000, 0));
        Refused(() =>
            Messages.Decode(
                body,
                new GrpcDecoderLimits { SharedMemory = large, MaxMessageBytes = body.CalculateSize() }
            )
        )
            .Code.Should()
            .Be(ServingErrorCode.TooLarge);

        Refused(() => DecodeRest(Json("UINT8", 1000, "r", 1000, 0), large, maxBodyBytes: 500))
            .Code.Should()
            .Be(ServingErrorCode.TooLarge);
    }

    [Fact]
    public void Rest_InputInARegion_IsCopied()
    {
        using var request = DecodeRest(Json("INT32", 2, "r", 8, 1));
        _regions["r"][1] = 99;

        request.Inputs[0].Tensor.AsSpan<int>().ToArray().Should().Equal(1, 2);
        request.Inputs[0].Parameters.Should().BeNull();
        _regions.Leases.Should().Be(0);
    }

    [Fact]
    public void Rest_DataAndARegion_AreRefused() =>
        Refused(() => DecodeRest(Json("INT32", 1, "r", 4, 1)[..^1] + ",\"data\":[1]}"))
            .Message.Should()
            .ContainAll("'x'", "'data'", "'shared_memory_region'");

    [Fact]
    public void Rest_OutputInARegionWithoutAny_IsUnsupported()
    {
        var decode = () =>
            Wire.DecodeRequest("""{"inputs":[],"outputs":[{"name":"y","parameters":{"shared_memory_region":"r"}}]}""");
        Refused(decode).Code.Should().Be(ServingErrorCode.Unsupported);
    }

    private static ModelInferRequest.Types.InferInputTensor Shared(
        string name,
        string type,
        long[] shape,
        string region,
        long byteSize,
        long offset
    )
    {
        var input = Messages.Input(name, type, shape);
        input.Parameters["shared_memory_region"] = new InferParameter { StringParam = region };
        input.Parameters["shared_memory_byte_size"] = new InferParameter { Int64Param = byteSize };
        if (offset != 0)
            input.Parameters["shared_memory_offset"] = new InferParameter { Int64Param = offset };
        return input;
    }

    private static string Json(string type, long elements, string region, long byteSize, long offset) =>
        $$"""
            {"name":"x","datatype":"{{type}}","shape":[{{elements}}],"parameters":{"shared_memory_region":"{{region}}","shared_memory_byte_size":{{byteSize}},"shared_memory_offset":{{offset}} } }
            """.Trim();

    private InferenceRequest DecodeGrpc(ModelInferRequest request) =>
        Messages.Decode(request, new GrpcDecoderLimits { SharedMemory = _regions });

    private InferenceRequest DecodeRest(string input, FakeRegions? regions = null, long maxBodyBytes = 1 << 20) =>
        Wire.DecodeRequest(
            Wire.Utf8($$"""{"inputs":[{{input}}]}"""),
            limits: new RestDecoderLimits { SharedMemory = regions ?? _regions, MaxBodyBytes = maxBodyBytes }
        );

    private static ServingException Refused(Func<InferenceRequest> decode) =>
        decode.Should().Throw<ServingException>().Which;
}
