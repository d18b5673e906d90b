using Google.Protobuf;
using Slipway.Errors;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using static Slipway.Protocols.Tests.OpenInference.Grpc.Messages;

namespace Slipway.Protocols.Tests.OpenInference.Grpc;

public sealed class GrpcRequestDecoderErrorTests
{
    private static readonly InferTensorContents TwoInts = new() { IntContents = { 1, 2 } };

    private static readonly Dictionary<string, (byte[] Message, ServingErrorCode Code, string Text)> Cases = new()
    {
        ["no model name"] = Bad(new ModelInferRequest(), "model_name is missing*"),
        ["version zero"] = Bad(new() { ModelName = "m", ModelVersion = "0" }, "Model 'm': model_version '0'*"),
        ["version text"] = Bad(new() { ModelName = "m", ModelVersion = "one" }, "*model_version 'one'*leave it empty*"),
        ["raw and typed"] = Bad(
            Request(Input("x", "INT32", [2], TwoInts)).WithRaw(new byte[8]),
            "Model 'simple', input 'x': Both contents and raw_input_contents*"
        ),
        ["fewer raw than inputs"] = Bad(
            Request(Input("x", "INT8", [1]), Input("y", "INT8", [1])).WithRaw([1]),
            "Model 'simple': raw_input_contents has 1 entries for 2 inputs*"
        ),
        ["raw without inputs"] = Bad(Request().WithRaw([1]), "*1 entries for 0 inputs*"),
        ["no data"] = Bad(Request(Input("x", "INT8", [2])), "*input 'x': It has no data*[2]*"),
        ["wrong contents field"] = Bad(
            Request(Input("x", "FP32", [2], TwoInts)),
            "*input 'x': FP32 elements travel in fp32_contents, but int_contents was given*"
        ),
        ["wrong contents field for bytes"] = Bad(
            Request(Input("x", "BYTES", [2], TwoInts)),
            "*BYTES elements travel in bytes_contents, but int_contents*"
        ),
        ["half contents"] = Bad(Request(Input("x", "FP16", [2], TwoInts)), "*FP16 has no typed contents*raw*"),
        ["bfloat contents"] = Bad(Request(Input("x", "BF16", [2], TwoInts)), "*BF16 has no typed contents*raw*"),
        ["too few elements"] = Bad(
            Request(Input("x", "INT32", [2, 2], TwoInts)),
            "*input 'x': Shape [2,2] needs 4 elements, but contents hold 2*"
        ),
        ["too many elements"] = Bad(
            Request(Input("x", "INT32", [1], TwoInts)),
            "*Shape [1] needs 1 elements, but contents hold 2*"
        ),
        ["huge shape, small contents"] = Bad(
            Request(Input("x", "INT32", [2_000_000_000], TwoInts)),
            "*needs 2000000000 elements, but contents hold 2*"
        ),
        ["bytes element count"] = Bad(
            Request(Input("x", "BYTES", [2], new() { BytesContents = { ByteString.Empty } })),
            "*needs 2 elements, but contents hold 1*"
        ),
        ["raw boolean"] = Bad(Request(Input("x", "BOOL", [2])).WithRaw([1, 2]), "*input 'x': A BOOL byte is 0 or 1*"),
        ["raw length"] = Bad(Request(Input("x", "FP32", [2])).WithRaw(new byte[7]), "*input 'x'*8 bytes, but 7*"),
        ["raw frame cut off"] = Bad(
            Request(Input("x", "BYTES", [1])).WithRaw([9, 0, 0, 0, 1]),
            "*'x': BYTES data is cut*"
        ),
        ["huge shape, small raw"] = Bad(
            Request(Input("x", "INT8", [2_000_000_000])).WithRaw([1]),
            "*2000000000 bytes, but 1*"
        ),
        ["shape overflow"] = new(
            Request(Input("x", "INT8", [long.MaxValue, 3])).WithRaw([1]).ToByteArray(),
            ServingErrorCode.TooLarge,
            "*input 'x'*too many elements*"
        ),
        ["shape overflow with contents"] = new(
            Request(Input("x", "INT32", [long.MaxValue, 3], TwoInts)).ToByteArray(),
            ServingErrorCode.TooLarge,
            "*input 'x': Shape*too many elements*"
        ),
        ["negative dimension"] = Bad(
            Request(Input("x", "INT8", [2, -1])).WithRaw([1]),
            "*'x': Shape [2,-1] has a negative*"
        ),
        ["rank"] = Bad(
            Request(Input("x", "INT8", [.. Enumerable.Repeat(1L, 33)])),
            "*'x': The shape has more than 32*"
        ),
        ["unknown datatype"] = Bad(Request(Input("x", "FLOAT", [1])), "*'x': Datatype 'FLOAT' does not exist*FP32*"),
        ["endless datatype"] = Bad(
            Request(Input("x", new string('Z', 5000), [1])),
            "*Datatype 'ZZZZZZZZZZZZZZZZ' does*"
        ),
        ["no datatype"] = Bad(Request(Input("x", "", [1])), "*input 'x': The datatype is missing*"),
        ["INT8 range"] = Bad(
            Request(Input("x", "INT8", [2], new() { IntContents = { 1, 128 } })),
            "*'x': Element 1 is 128, but INT8 holds -128 to 127*"
        ),
        ["INT16 range"] = Bad(
            Request(Input("x", "INT16", [1], new() { IntContents = { -40000 } })),
            "*Element 0 is -40000, but INT16*"
        ),
        ["UINT8 range"] = Bad(
            Request(Input("x", "UINT8", [1], new() { UintContents = { 256 } })),
            "*is 256, but UINT8*"
        ),
        ["UINT16 range"] = Bad(
            Request(Input("x", "UINT16", [1], new() { UintContents = { uint.MaxValue } })),
            "*is 4294967295, but UINT16*"
        ),
        ["parameter without value"] = Bad(
            new() { ModelName = "m", Parameters = { ["p"] = new InferParameter() } },
            "Model 'm': Parameter 'p' has no value*"
        ),
        ["shared memory input"] = new(
            WithParameter(Request(Input("x", "INT8", [1])), "shared_memory_region").ToByteArray(),
            ServingErrorCode.Unsupported,
            "*input 'x': Shared memory is not enabled on this server*"
        ),
        ["shared memory output"] = new(
            new ModelInferRequest
            {
                ModelName = "m",
                Outputs =
                {
                    new ModelInferRequest.Types.InferRequestedOutputTensor
                    {
                        Name = "y",
                        Parameters = { ["shared_memory_region"] = new InferParameter { StringParam = "r" } },
                    },
                },
            }.ToByteArray(),
            ServingErrorCode.Unsupported,
            "Model 'm': Shared memory is not enabled*"
        ),
        ["endless varint"] = BadBytes([0x0A, .. Enumerable.Repeat((byte)0xFF, 11)], "*longer than 10 bytes*"),
        ["endless varint inside"] = BadBytes(
            [.. "\x2A\x0C\x18"u8, .. Enumerable.Repeat((byte)0xFF, 11)],
            "*longer than 10 bytes*"
        ),
        ["field zero"] = BadBytes([0x02, 0x00], "*2 is not a field tag*"),
        ["group"] = BadBytes([0x0B, 0x0C], "*field 1 has wire type 3*"),
        ["group inside"] = BadBytes([0x2A, 0x02, 0x0B, 0x0C], "*field 1 has wire type 3*"),
        ["wire type 7"] = BadBytes([0x0F], "*wire type 7*"),
        ["name as varint"] = BadBytes([0x08, 0x01], "*field 1 has wire type 0*"),
        ["inner name as varint"] = BadBytes([0x2A, 0x02, 0x08, 0x01], "*an input's name has wire type 0*"),
        ["floats as varints"] = BadBytes(
            [.. "\x2A\x0C\x12\x04"u8, .. "FP32"u8, 0x18, 0x01, 0x2A, 0x02, 0x30, 0x01],
            "*fp32_contents has wire type 0*"
        ),
        ["packed floats cut"] = BadBytes(
            [.. "\x2A\x0F\x12\x04"u8, .. "FP32"u8, 0x18, 0x01, 0x2A, 0x05, 0x32, 0x03, 1, 2, 3],
            "*fp32_contents ends in the middle of an element*"
        ),
        ["length over the message"] = BadBytes([0x0A, 0x05, 0x61], "*field 1 declares 5 bytes, but only 1 are left*"),
        ["length of 2^63"] = BadBytes(
            [0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00],
            "*field 7 declares 18446744073709551615 bytes*"
        ),
        ["nested length over its parent"] = BadBytes(
            [0x2A, 0x02, 0x0A, 0x05, 1, 2, 3, 4, 5],
            "*declares 5 bytes, but only 0*"
        ),
        ["cut inside a tag"] = BadBytes([0x0A, 0x01, 0x6D, 0xA0], "*middle of a field*"),
        ["cut inside fixed64"] = BadBytes([0xA1, 0x06, 1, 2], "*middle of a field*"),
        ["name not UTF-8"] = BadBytes([0x0A, 0x02, 0xC3, 0x28], "*model_name is not valid UTF-8*"),
        ["input name not UTF-8"] = BadBytes(
            [0x2A, 0x04, 0x0A, 0x02, 0xC3, 0x28],
            "*an input's name is not valid UTF-8*"
        ),
    };

    public static TheoryData<string> CaseNames => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public async Task Decode_BadMessage_NamesTheFault(string name)
    {
        var (message, code, text) = Cases[name];

        var sync = FluentActions.Invoking(() => Messages.Decode(message)).Should().Throw<ServingException>();
        var piped = await FluentActions.Awaiting(() => DecodeFromPipe(message)).Should().ThrowAsync<ServingException>();

        sync.WithMessage(text).Which.Code.Should().Be(code);
        piped.Which.Message.Should().Be(sync.Which.Message);
    }

    [Fact]
    public void Decode_TooManyInputs_IsRefused()
    {
        var limits = GrpcDecoderLimits.Default with { MaxTensors = 2 };
        var input = Input("x", "INT8", [0]);

        Refused(Request(input, input, input), limits).Message.Should().Contain("more than 2 inputs");
        Refused(Request(input, input).WithRaw([], [], []), limits).Message.Should().Contain("more than 2 raw");
    }

    [Fact]
    public void Decode_TooManyOutputs_IsRefused()
    {
        var output = new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "y" };
        var message = new ModelInferRequest { ModelName = "m", Outputs = { output, output } };

        Refused(message, GrpcDecoderLimits.Default with { MaxTensors = 1 })
            .Message.Should()
            .Contain("more than 1 requested outputs");
    }

    [Fact]
    public void Decode_TooManyParameters_IsRefused()
    {
        var message = new ModelInferRequest { ModelName = "m" };
        for (var i = 0; i < 3; i++)
        {
            message.Parameters[$"p{i}"] = new InferParameter { BoolParam = true };
        }

        Refused(message, GrpcDecoderLimits.Default with { MaxParameters = 2 })
            .Message.Should()
            .Contain("more than 2 parameters");
    }

    [Fact]
    public void Decode_FieldOrMessageOverItsLimit_IsTooLarge()
    {
        var message = new ModelInferRequest { ModelName = new string('m', 200) };

        Refused(message, GrpcDecoderLimits.Default with { MaxFieldBytes = 100 })
            .Code.Should()
            .Be(ServingErrorCode.TooLarge);
        Refused(message, GrpcDecoderLimits.Default with { MaxMessageBytes = 100 })
            .Code.Should()
            .Be(ServingErrorCode.TooLarge);
    }

    [Fact]
    public async Task DecodeAsync_PipeEndsEarly_IsInvalidArgument()
    {
        var message = Request(Input("x", "UINT8", [9])).WithRaw(new byte[9]).ToByteArray();
        var pipe = System.IO.Pipelines.PipeReader.Create(new MemoryStream(message[..^3]));

        var failure = await FluentActions
            .Awaiting(() =>
                GrpcRequestDecoder
                    .DecodeAsync(pipe, message.Length, GrpcDecoderLimits.Default, CancellationToken.None)
                    .AsTask()
            )
            .Should()
            .ThrowAsync<ServingException>();

        failure
            .WithMessage("Model 'simple'*the body ends before*")
            .Which.Code.Should()
            .Be(ServingErrorCode.InvalidArgument);
    }

    [Fact]
    public void Decode_LongModelName_IsShortenedInTheMessage()
    {
        var message = new ModelInferRequest { ModelName = new string('m', 10_000), ModelVersion = "x" };

        Refused(message, GrpcDecoderLimits.Default).Message.Length.Should().BeLessThan(400);
    }

    private static ServingException Refused(ModelInferRequest message, GrpcDecoderLimits limits) =>
        FluentActions
            .Invoking(() => Messages.Decode(message.ToByteArray(), limits))
            .Should()
            .Throw<ServingException>()
            .Which;

    private static ModelInferRequest WithParameter(ModelInferRequest request, string name)
    {
        request.Inputs[0].Parameters[name] = new InferParameter { StringParam = "region" };
        return request;
    }

    private static (byte[], ServingErrorCode, string) Bad(ModelInferRequest message, string text) =>
        BadBytes(message.ToByteArray(), text);

    private static (byte[], ServingErrorCode, string) BadBytes(byte[] message, string text) =>
        (message, ServingErrorCode.InvalidArgument, text);
}
