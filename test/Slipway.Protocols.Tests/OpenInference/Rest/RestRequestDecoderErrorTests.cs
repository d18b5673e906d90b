using System.Diagnostics;
using System.Text;
using Slipway.Errors;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.OpenInference.Rest;

[Collection(RestMemoryCollection.Name)]
public sealed class RestRequestDecoderErrorTests
{
    private const ServingErrorCode Invalid = ServingErrorCode.InvalidArgument;

    /// <summary>Input object, and words that the message must have.</summary>
    public static TheoryData<string, string[]> BadInputs =>
        new()
        {
            { """{"datatype":"FP32","shape":[1],"data":[1]}""", ["input number 1", "'name'"] },
            { """{"name":"","datatype":"FP32","shape":[1],"data":[1]}""", ["empty"] },
            { """{"name":"x","shape":[1],"data":[1]}""", ["'x'", "'datatype'"] },
            { """{"name":"x","datatype":"FP32","data":[1]}""", ["'x'", "'shape'"] },
            { """{"name":"x","datatype":"FLOAT","shape":[1],"data":[1]}""", ["'x'", "'FLOAT'", "FP32"] },
            { """{"name":5,"datatype":"FP32","shape":[1],"data":[1]}""", ["name", "the number 5"] },
            { """{"name":"x","name":"y","datatype":"FP32","shape":[1],"data":[1]}""", ["'name' twice"] },
            { """{"name":"x","datatype":"FP32","shape":[1],"data":[1],"data":[2]}""", ["'data' twice"] },
            { """{"name":"x","datatype":"FP32","shape":[1]}""", ["'x'", "'data'", "binary_data_size"] },
            {
                """{"name":"x","datatype":"FP32","shape":[1],"data":[1],"parameters":{"binary_data_size":4}}""",
                ["both"]
            },
            {
                """{"name":"x","datatype":"FP32","shape":[1],"parameters":{"binary_data_size":4}}""",
                ["Inference-Header"]
            },
            { """{"name":"x","datatype":"FP32","shape":[-1],"data":[1]}""", ["'x'", "-1", "0 or more"] },
            { """{"name":"x","datatype":"FP32","shape":[1.5],"data":[1]}""", ["'shape'", "1.5"] },
            { """{"name":"x","datatype":"FP32","shape":"1","data":[1]}""", ["'shape'", "array"] },
            { """{"name":"x","datatype":"FP32","shape":[1,1],"data":1}""", ["'x'", "array", "[1,1]"] },
            { """{"name":"x","datatype":"FP32","shape":[2],"data":[1]}""", ["'x'", "1 elements", "asks for 2"] },
            { """{"name":"x","datatype":"FP32","shape":[2],"data":[1,2,3]}""", ["'x'", "more than the 2 elements"] },
            { """{"name":"x","datatype":"FP32","shape":[0],"data":[1]}""", ["more than the 0 elements"] },
            {
                """{"name":"x","datatype":"FP32","shape":[2,2],"data":[[1,2],[3]]}""",
                ["data[1]", "level 2", "1 members"]
            },
            {
                """{"name":"x","datatype":"FP32","shape":[2,2],"data":[[1,2]]}""",
                ["level 1", "1 members", "asks for 2"]
            },
            { """{"name":"x","datatype":"FP32","shape":[2,2],"data":[[1,2],[3,4],[5,6]]}""", ["more than 2 members"] },
            { """{"name":"x","datatype":"FP32","shape":[2,2],"data":[[1,2,3],[4]]}""", ["data[0]", "more than the 2"] },
            {
                """{"name":"x","datatype":"FP32","shape":[2,2],"data":[1,[2,3],4]}""",
                ["mixes", "level 1", "found an array"]
            },
            {
                """{"name":"x","datatype":"FP32","shape":[2,2],"data":[[1,2],3]}""",
                ["mixes", "level 1", "found a value"]
            },
            { """{"name":"x","datatype":"FP32","shape":[2],"data":[[1],[2]]}""", ["nested deeper", "[2]"] },
            { """{"name":"x","datatype":"FP32","shape":[],"data":[[1]]}""", ["nested deeper"] },
            { """{"name":"x","datatype":"FP32","shape":[2],"data":[1,]}""", ["element 1", "']'"] },
            { """{"name":"x","datatype":"FP32","shape":[2],"data":[,1]}""", ["element 0", "','"] },
            { """{"name":"x","datatype":"FP32","shape":[2],"data":[1 2]}""", ["expected ','"] },
            { """{"name":"x","datatype":"FP32","shape":[1],"data":[01]}""", ["not valid JSON", "'01'"] },
            { """{"name":"x","datatype":"FP32","shape":[1],"data":[+1]}""", ["'+1'"] },
            { """{"name":"x","datatype":"FP32","shape":[1],"data":[1.]}""", ["'1.'"] },
            { """{"name":"x","datatype":"FP32","shape":[1],"data":[.5]}""", ["'.5'"] },
            { """{"name":"x","datatype":"FP32","shape":[1],"data":[1e]}""", ["'1e'"] },
            { """{"name":"x","datatype":"FP32","shape":[1],"data":["1"]}""", ["a number"] },
            { """{"name":"x","datatype":"FP32","shape":[1],"data":[null]}""", ["a number", "'null'"] },
            { """{"name":"x","datatype":"FP32","shape":[1],"data":[3.5e38]}""", ["overflow", "FP32", "3.5e38"] },
            { """{"name":"x","datatype":"FP64","shape":[1],"data":[-1e309]}""", ["overflow", "FP64"] },
            {
                """{"name":"x","datatype":"INT8","shape":[2],"data":[127,128]}""",
                ["element 1", "overflow", "-128 to 127"]
            },
            { """{"name":"x","datatype":"UINT8","shape":[1],"data":[-1]}""", ["overflow", "0 to 255"] },
            { """{"name":"x","datatype":"INT64","shape":[1],"data":[9223372036854775808]}""", ["overflow"] },
            { """{"name":"x","datatype":"UINT64","shape":[1],"data":[18446744073709551616]}""", ["overflow"] },
            { """{"name":"x","datatype":"INT32","shape":[1],"data":[1.5]}""", ["'1.5'", "without fraction"] },
            { """{"name":"x","datatype":"INT32","shape":[1],"data":[1.0]}""", ["'1.0'", "without fraction"] },
            { """{"name":"x","datatype":"INT32","shape":[1],"data":[1e3]}""", ["'1e3'", "without fraction"] },
            { """{"name":"x","datatype":"INT32","shape":[1],"data":[NaN]}""", ["'NaN'", "an integer"] },
            { """{"name":"x","datatype":"BOOL","shape":[1],"data":[1]}""", ["true or false"] },
            { """{"name":"x","datatype":"FP16","shape":[1],"data":[1]}""", ["FP16", "binary"] },
            { """{"data":[1],"name":"x","datatype":"BF16","shape":[1]}""", ["BF16", "binary"] },
            { """{"name":"x","datatype":"BYTES","shape":[1],"data":[1]}""", ["a string"] },
            { """{"name":"x","datatype":"BYTES","shape":[1],"data":["\ud83d"]}""", ["UTF-8"] },
            { """{"name":"x","datatype":"BYTES","shape":[1],"data":["\q"]}""", ["not valid JSON"] },
            { """{"name":"\ud83d","datatype":"BYTES","shape":[1],"data":["a"]}""", ["surrogate"] },
            { """{"name":"x","datatype":"FP32","shape":[1],"data":[1],"parameters":{"k":[1]}}""", ["'k'", "an array"] },
            { """{"name":"x","datatype":"FP32","shape":[1],"data":[1],"parameters":{"k":null}}""", ["'k'", "null"] },
            { """{"name":"x","datatype":"FP32","shape":[1],"data":[1],"parameters":{"k":1e999}}""", ["'k'", "1e999"] },
            {
                """{"name":"x","datatype":"FP32","shape":[1],"data":[1],"parameters":[]}""",
                ["'parameters'", "an array"]
            },
            { """{"data":[1}],"name":"x","datatype":"FP32","shape":[1]}""", ["not valid JSON at byte 22"] },
            { """{"data":{"a":1},"name":"x","datatype":"FP32","shape":[1]}""", ["'x'"] },
            { "7", ["input number 1", "an object"] },
        };

    public static TheoryData<string, string[]> BadBodies =>
        new()
        {
            { "", ["empty", "inputs"] },
            { "  ", ["JSON"] },
            { "[]", ["JSON object", "an array"] },
            { "{}", ["inputs"] },
            { """{"inputs":{}}""", ["'inputs'", "an object"] },
            { """{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]}],"inputs":[]}""", ["twice"] },
            {
                """{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]},{"name":"x","datatype":"FP32","shape":[1],"data":[1]}]}""",
                ["'x'", "twice"]
            },
            { """{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]}]} x""", ["byte 67"] },
            {
                """{"inputs":[{"name":"x","datatype":"FP32","shape":[2],"data":[1,""",
                ["ends", "'x'", "after 1 elements"]
            },
            { """{"inputs":[{"name":"x","datatype":"FP32","shape":[2],"data":[1,2""", ["ends", "'x'"] },
            { """{"inputs":[{"name":"x","datatype":"FP32","shape":[2],"data":[1,2]""", ["ends"] },
            { """{"inputs":[{"name":"x","data":[1,2""", ["ends"] },
            { """{"inputs":[{"na""", ["JSON"] },
            { """{'inputs':[]}""", ["not valid JSON at byte 1"] },
            { """{"id":5,"inputs":[]}""", ["'id'", "the number 5"] },
            { """{"outputs":[{"parameters":{}}]}""", ["output number 1", "'name'"] },
            { """{"outputs":[{"name":"y"},{"name":"y"}]}""", ["'y'", "twice"] },
            {
                """{"outputs":[{"name":"y","parameters":{"binary_data":1}}]}""",
                ["'binary_data'", "'y'", "true or false"]
            },
            { """{"parameters":{"binary_data_output":"yes"}}""", ["'binary_data_output'", "true or false"] },
        };

    [Theory]
    [MemberData(nameof(BadInputs))]
    public void Decode_BadInput_IsRefusedByNameWithoutLeaks(string input, string[] words) =>
        ExpectInvalid(Wire.Utf8($$"""{"inputs":[{{input}}]}"""), words);

    [Theory]
    [MemberData(nameof(BadBodies))]
    public void Decode_BadBody_IsRefusedWithoutLeaks(string body, string[] words) =>
        ExpectInvalid(Wire.Utf8(body), words);

    [Fact]
    public void Decode_GoodInputBeforeABadOne_IsGivenBack() =>
        ExpectInvalid(
            Wire.Utf8(
                """{"inputs":[{"name":"a","datatype":"FP32","shape":[1],"data":[1]},{"name":"b","datatype":"FP32","shape":[2],"data":[1]}]}"""
            ),
            ["'b'"]
        );

    [Theory]
    [InlineData("\"name\":\"\xFF\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"a\"]")]
    [InlineData("\"name\":\"x\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"\xC3(\"]")]
    [InlineData("\"name\":\"x\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"\\n\xC3(\"]")]
    [InlineData("\"data\":[\"\xED\xA0\x80\"],\"name\":\"x\",\"datatype\":\"BYTES\",\"shape\":[1]")]
    public void Decode_InvalidUtf8_IsRefused(string latin1) =>
        ExpectInvalid(Encoding.Latin1.GetBytes("{\"inputs\":[{" + latin1 + "}]}"), ["UTF-8"]);

    [Theory]
    [InlineData("\"unknown\":")]
    [InlineData("\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":")]
    [InlineData("\"name\":\"x\",\"data\":")]
    [InlineData("\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":")]
    [InlineData("\"parameters\":")]
    public void Decode_SixtyFourLevels_AreRefused(string before)
    {
        var deep = new string('[', 64) + "1" + new string(']', 64);

        ExpectInvalid(Wire.Utf8("{\"inputs\":[{" + before + deep + "}]}"), [" "]);
    }

    [Theory]
    [InlineData("[4000000000000000000,4]", ServingErrorCode.TooLarge)]
    [InlineData("[3000000000]", ServingErrorCode.TooLarge)]
    [InlineData("[400000000]", Invalid)]
    public void Decode_HugeShapeWithASmallBody_CostsNoMemory(string shape, ServingErrorCode code)
    {
        var body = Wire.Utf8($$"""{"inputs":[{"name":"x","datatype":"FP32","shape":{{shape}},"data":[1]}]}""");
        using var pipe = new StarvingPipe(body);

        var error = FluentActions.Invoking(() => pipe.Decode()).Should().Throw<ServingException>().Which;

        error.Code.Should().Be(code);
        error.Message.Should().Contain("model m").And.Contain("'x'");
        pipe.MostRented.Should().BeLessThanOrEqualTo(512 << 10);
    }

    [Fact]
    public void Decode_TooManyDimensions_AreRefused()
    {
        var shape = string.Join(',', Enumerable.Repeat(1, TensorShape.MaxRank + 1));

        ExpectInvalid(
            Wire.Utf8($$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[{{shape}}],"data":[1]}]}"""),
            ["'x'", "32 dimensions"]
        );
    }

    [Fact]
    public void Decode_MoreThanTheLimits_IsRefused()
    {
        var limits = new RestDecoderLimits
        {
            MaxBodyBytes = 100,
            MaxTensors = 1,
            MaxNameBytes = 8,
        };
        var big = Wire.Utf8(new string(' ', 101));
        Fails(big, ServingErrorCode.TooLarge, limits: limits).Message.Should().Contain("100 bytes");
        Fails(big, ServingErrorCode.TooLarge, limits: limits, lengthIsKnown: false);

        var two = Wire.Utf8("""{"outputs":[{"name":"a"},{"name":"b"}]}""");
        Fails(two, Invalid, limits: limits).Message.Should().Contain("more than 1");
        Fails(Wire.Utf8("""{"outputs":[{"name":"abcdefghi"}]}"""), Invalid, limits: limits)
            .Message.Should()
            .Contain("8 bytes");
        var parameters = string.Join(',', Enumerable.Range(0, 257).Select(i => $"\"p{i}\":1"));
        Fails(Wire.Utf8("{\"parameters\":{" + parameters + "}}"), Invalid).Message.Should().Contain("256 parameters");
    }

    [Fact]
    public void Decode_SharedMemory_IsUnsupported() =>
        Fails(
            Wire.Utf8(
                """{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"parameters":{"shared_memory_region":"r"}}]}"""
            ),
            ServingErrorCode.Unsupported
        )
            .Message.Should()
            .Contain("Shared memory is not enabled on this server");

    [Theory]
    [InlineData("FP32", "[2]", "8", 7, "truncated binary section: input 'x' declares 8 bytes, 7 arrived")]
    [InlineData("FP32", "[2]", "8", 9, "left over")]
    [InlineData("FP32", "[2]", "4", 4, "'binary_data_size' of input 'x' is 4")]
    [InlineData("FP32", "[2]", "-8", 8, "-8")]
    [InlineData("FP32", "[2]", "\"8\"", 8, "number of bytes")]
    [InlineData("FP32", "[2]", "8.0", 8, "number of bytes")]
    [InlineData("BOOL", "[1]", "1", 1, "0 or 1")]
    [InlineData("BYTES", "[1]", "6", 6, "cut off")]
    [InlineData("BYTES", "[2]", "0", 0, "needs 2 elements")]
    public void Decode_BadBinarySection_IsRefused(string type, string shape, string size, int length, string words)
    {
        var json =
            $$$"""{"inputs":[{"name":"x","datatype":"{{{type}}}","shape":{{{shape}}},"parameters":{"binary_data_size":{{{size}}}}}]}""";
        var body = Wire.Join(json, Enumerable.Repeat((byte)9, length).ToArray());

        Fails(body, Invalid, json.Length).Message.Should().Contain(words);
        Fails(body, Invalid, json.Length, lengthIsKnown: false).Message.Should().Contain(words);
    }

    [Theory]
    [InlineData("FP32", "[250000000]", 1_000_000_000L, ServingErrorCode.TooLarge)]
    [InlineData("BYTES", "[1]", 9_000_000_000_000_000_000L, ServingErrorCode.TooLarge)]
    [InlineData("BYTES", "[1]", 60_000_000L, Invalid)]
    public void Decode_HugeBinarySizeWithASmallBody_CostsNoMemory(
        string type,
        string shape,
        long size,
        ServingErrorCode code
    )
    {
        var json =
            $$$"""{"inputs":[{"name":"x","datatype":"{{{type}}}","shape":{{{shape}}},"parameters":{"binary_data_size":{{{size}}}}}]}""";
        using var pipe = new StarvingPipe(Wire.Join(json, 1, 2, 3), json.Length);

        FluentActions.Invoking(() => pipe.Decode()).Should().Throw<ServingException>().Which.Code.Should().Be(code);
        pipe.MostRented.Should().BeLessThanOrEqualTo(512 << 10);
    }

    [Theory]
    [InlineData(-1, Invalid)]
    [InlineData(0, ServingErrorCode.Unsupported)]
    [InlineData(3, Invalid)]
    [InlineData(1000, Invalid)]
    [InlineData(200_000_000, ServingErrorCode.TooLarge)]
    public void Decode_BadHeaderLength_IsRefused(int headerLength, ServingErrorCode code)
    {
        var body = Wire.Utf8("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]}]}""");

        Fails(body, code, headerLength);
        Fails(body, code, headerLength, lengthIsKnown: false);
    }

    [Fact]
    public void Decode_AMegabyteByteByByte_TakesLinearTime()
    {
        var text = new string('x', 1 << 20);
        var body = Wire.Utf8($$"""{"junk":"{{text}}","inputs":[{"name":"x","data":["{{text}}"],"shape":[1]}]}""");
        var clock = Stopwatch.StartNew();

        Fails(body, Invalid, step: 1);

        // Quadratic work would be minutes.
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
    }

    private static void ExpectInvalid(byte[] body, string[] words)
    {
        foreach (var step in new[] { 0, 1 })
        {
            var message = Fails(body, Invalid, step: step).Message;
            message.Should().StartWith("Request for model m: ").And.ContainAll(words).And.NotContain("LineNumber");
        }
    }

    private static ServingException Fails(
        byte[] body,
        ServingErrorCode code,
        int? headerLength = null,
        int step = 0,
        bool lengthIsKnown = true,
        RestDecoderLimits? limits = null
    )
    {
        var before = TensorBuffer.RentedBytes;
        var error = FluentActions
            .Invoking(() => Wire.DecodeRequest(body, headerLength, step, lengthIsKnown, limits))
            .Should()
            .Throw<ServingException>()
            .Which;
        error.Code.Should().Be(code, error.Message);
        TensorBuffer.RentedBytes.Should().Be(before);
        return error;
    }
}
