using System.Net;
using System.Text;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Rest;

/// <summary>Every way of getting a request wrong: the status, a message that helps, and a server that lives on.</summary>
[Collection(nameof(ModelsGroup))]
public sealed class BadInputTests(ModelsFixture models)
{
    private const string Good =
        """{"inputs":[{"name":"measurements","shape":[1,4],"datatype":"FP32","data":[5.1,3.5,1.4,0.2]}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What is wrong; the body; the expected status; what the message must hold.</summary>
    public static TheoryData<string, string, int, string[]> Bodies =>
        new()
        {
            {
                "wrong input name",
                Input("""{"name":"x","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}"""),
                400,
                ["iris", "'x'", "measurements"]
            },
            {
                "wrong datatype",
                Input("""{"name":"measurements","shape":[1,4],"datatype":"INT32","data":[1,2,3,4]}"""),
                400,
                ["iris", "measurements", "INT32", "FP32"]
            },
            {
                "unknown datatype",
                Input("""{"name":"measurements","shape":[1,4],"datatype":"FLOAT","data":[1,2,3,4]}"""),
                400,
                ["iris", "measurements", "FLOAT", "FP32"]
            },
            {
                "wrong rank",
                Input("""{"name":"measurements","shape":[4],"datatype":"FP32","data":[1,2,3,4]}"""),
                400,
                ["iris", "measurements", "[-1,4]", "[4]"]
            },
            {
                "wrong extent",
                Input("""{"name":"measurements","shape":[1,5],"datatype":"FP32","data":[1,2,3,4,5]}"""),
                400,
                ["iris", "measurements", "[-1,4]", "[1,5]"]
            },
            {
                "too few elements",
                Input("""{"name":"measurements","shape":[1,4],"datatype":"FP32","data":[1,2,3]}"""),
                400,
                ["iris", "measurements", "3", "4"]
            },
            {
                "too many elements",
                Input("""{"name":"measurements","shape":[1,4],"datatype":"FP32","data":[1,2,3,4,5]}"""),
                400,
                ["iris", "measurements", "4"]
            },
            {
                "ragged arrays",
                Input("""{"name":"measurements","shape":[2,4],"datatype":"FP32","data":[[1,2,3,4],[1,2,3]]}"""),
                400,
                ["iris", "measurements", "3", "4"]
            },
            { "missing input", """{"inputs":[]}""", 400, ["iris", "input"] },
            {
                "extra input",
                Input(
                    """{"name":"measurements","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]},{"name":"more","shape":[1],"datatype":"FP32","data":[1]}"""
                ),
                400,
                ["iris", "'more'"]
            },
            {
                "float overflow",
                Input("""{"name":"measurements","shape":[1,4],"datatype":"FP32","data":[1e39,2,3,4]}"""),
                400,
                ["iris", "measurements", "1e39"]
            },
            {
                "text for a number",
                Input("""{"name":"measurements","shape":[1,4],"datatype":"FP32","data":["a",2,3,4]}"""),
                400,
                ["iris", "measurements"]
            },
            {
                "negative dimension",
                Input("""{"name":"measurements","shape":[-1,4],"datatype":"FP32","data":[1,2,3,4]}"""),
                400,
                ["iris", "measurements", "-1"]
            },
            {
                "huge declared shape",
                Input("""{"name":"measurements","shape":[1000000000,4],"datatype":"FP32","data":[1,2,3,4]}"""),
                413,
                ["iris", "measurements"]
            },
            {
                "shape beyond 64 bits",
                Input("""{"name":"measurements","shape":[99999999999999999999,4],"datatype":"FP32","data":[1]}"""),
                400,
                ["iris", "measurements", "shape"]
            },
            {
                "overflowing product",
                Input("""{"name":"measurements","shape":[4611686018427387904,4],"datatype":"FP32","data":[1]}"""),
                413,
                ["iris", "measurements"]
            },
            { "truncated JSON", Good[..60], 400, ["iris", "JSON"] },
            { "no JSON", "hello", 400, ["iris", "JSON"] },
            { "empty body", "", 400, ["iris", "empty"] },
            { "trailing garbage", Good + "x", 400, ["iris", "JSON"] },
            {
                "64 levels deep",
                """{"inputs":[{"name":"measurements","shape":[1,4],"datatype":"FP32","data":"""
                    + new string('[', 64)
                    + "1"
                    + new string(']', 64)
                    + "}]}",
                400,
                ["iris", "measurements"]
            },
            {
                "64 levels in an unknown field",
                """{"future":""" + new string('[', 64) + new string(']', 64) + "}",
                400,
                ["iris"]
            },
            {
                "unknown output",
                """{"outputs":[{"name":"odds"}],""" + Good[1..],
                400,
                ["iris", "'odds'", "probabilities"]
            },
            {
                "FP16 in JSON",
                Input("""{"name":"measurements","shape":[1,4],"datatype":"FP16","data":[1,2,3,4]}"""),
                400,
                ["iris", "measurements", "binary"]
            },
            {
                "no data",
                Input("""{"name":"measurements","shape":[1,4],"datatype":"FP32"}"""),
                400,
                ["iris", "measurements", "data"]
            },
            {
                "same input twice",
                Input(
                    """{"name":"measurements","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]},{"name":"measurements","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}"""
                ),
                400,
                ["iris", "measurements"]
            },
        };

    /// <summary>The same for a model that takes integers.</summary>
    public static TheoryData<string, string> Integers =>
        new()
        {
            { "fraction", "1.5" },
            { "exponent that leaves a fraction", "15e-1" },
            { "over the range", "2147483648" },
            { "under the range", "-2147483649" },
            { "far over the range", "99999999999999999999999" },
            { "not a number", "NaN" },
        };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Infer_WrongBody_SaysWhatIsWrong(string what, string body, int status, string[] words)
    {
        var (code, error) = await PostAsync("iris", Encoding.UTF8.GetBytes(body));
        ((int)code).Should().Be(status, "{0}: {1}", what, error);
        error.Should().ContainAll(words);
        await AssertAlive();
    }

    [Theory]
    [MemberData(nameof(Integers))]
    public async Task Infer_WrongInteger_NamesTheValue(string what, string value)
    {
        var data = string.Join(',', Enumerable.Repeat("0", 15).Prepend(value));
        var body =
            $$"""{"inputs":[{"name":"INPUT0","shape":[1,16],"datatype":"INT32","data":[{{data}}]},{"name":"INPUT1","shape":[1,16],"datatype":"INT32","data":[{{data}}]}]}""";
        var (code, error) = await PostAsync("simple", Encoding.UTF8.GetBytes(body));
        code.Should().Be(HttpStatusCode.BadRequest, what);
        error.Should().ContainAll("simple", "INPUT0", value);
        await AssertAlive();
    }

    [Fact]
    public async Task Infer_InvalidUtf8_IsRefused()
    {
        byte[] body =
        [
            .. """{"inputs":[{"name":"INPUT0","shape":[1,1],"datatype":"BYTES","data":["""u8,
            (byte)'"',
            0xC3,
            0x28,
            (byte)'"',
            .. "]}]}"u8,
        ];
        var (code, error) = await PostAsync("simple_identity", body);
        code.Should().Be(HttpStatusCode.BadRequest);
        error.Should().ContainAll("simple_identity", "INPUT0", "UTF-8");
        await AssertAlive();
    }

    [Theory]
    [InlineData(8, "truncated")]
    [InlineData(24, "behind the last tensor")]
    public async Task Infer_BinarySectionOfTheWrongLength_IsRefused(int sent, string words)
    {
        var header =
            """{"inputs":[{"name":"measurements","shape":[1,4],"datatype":"FP32","parameters":{"binary_data_size":16}}]}"""u8;
        byte[] body = [.. header, .. new byte[sent]];
        var (code, error) = await PostAsync("iris", body, header.Length);
        code.Should().Be(HttpStatusCode.BadRequest);
        error.Should().ContainAll("iris", words);
        await AssertAlive();
    }

    [Fact]
    public async Task Infer_BinarySizeThatIsNotTheShapes_IsRefused()
    {
        var header =
            """{"inputs":[{"name":"measurements","shape":[1,4],"datatype":"FP32","parameters":{"binary_data_size":20}}]}"""u8;
        byte[] body = [.. header, .. new byte[20]];
        var (code, error) = await PostAsync("iris", body, header.Length);
        code.Should().Be(HttpStatusCode.BadRequest);
        error.Should().ContainAll("iris", "measurements", "16", "20");
        await AssertAlive();
    }

    [Fact]
    public async Task Infer_BodyOverTheLimit_Is413()
    {
        var (code, error) = await PostAsync("iris", new byte[4_000_001]);
        code.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        error.Should().Contain("4000000");
        await AssertAlive();
    }

    [Fact]
    public async Task Infer_ChunkedBodyOverTheLimit_Is413()
    {
        using var content = new StreamContent(new EndlessSpaces(5_000_000));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/iris/infer") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        using var response = await models.Http.SendAsync(request, Token);
        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        await AssertAlive();
    }

    [Theory]
    [InlineData("/v2/models/irsi/infer", 404, "'irsi'")]
    [InlineData("/v2/models/iris/versions/9/infer", 404, "version 9")]
    [InlineData("/v2/models/iris/versions/one/infer", 400, "'one'")]
    [InlineData("/v2/models/iris/versions/-1/infer", 400, "'-1'")]
    [InlineData("/v2/models/iris/infre", 404, "/docs")]
    public async Task Infer_WrongPath_SaysWhatThereIs(string path, int status, string words)
    {
        using var content = new StringContent(Good);
        using var response = await models.Http.PostAsync(path, content, Token);
        ((int)response.StatusCode).Should().Be(status);
        (await ErrorOf(response)).Should().Contain(words);
    }

    [Theory]
    [InlineData("br", 501)]
    [InlineData("gzip", 400)]
    [InlineData("deflate", 400)]
    public async Task Infer_ContentEncodingThatIsNot_IsRefused(string encoding, int status)
    {
        using var content = new StringContent(Good);
        content.Headers.ContentEncoding.Add(encoding);
        using var response = await models.Http.PostAsync("/v2/models/iris/infer", content, Token);
        ((int)response.StatusCode).Should().Be(status);
        (await ErrorOf(response)).Should().NotBeEmpty();
        await AssertAlive();
    }

    private static string Input(string inputs) => $$"""{"inputs":[{{inputs}}]}""";

    private static async Task<string> ErrorOf(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType?.MediaType.Should().Be("application/json");
        using var body = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(Token));
        return body.RootElement.GetProperty("error").GetString()!;
    }

    private async Task<(HttpStatusCode Code, string Error)> PostAsync(string model, byte[] body, int? header = null)
    {
        using var content = new ByteArrayContent(body);
        if (header is { } length)
            content.Headers.Add("Inference-Header-Content-Length", length.ToString(null, null));
        using var response = await models.Http.PostAsync($"/v2/models/{model}/infer", content, Token);
        return (response.StatusCode, await ErrorOf(response));
    }

    private async Task AssertAlive()
    {
        using var content = new StringContent(Good);
        using var response = await models.Http.PostAsync("/v2/models/iris/infer", content, Token);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    /// <summary>White space that JSON allows, without end but for the length given.</summary>
    private sealed class EndlessSpaces(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var given = (int)Math.Min(count, _left);
            buffer.AsSpan(offset, given).Fill((byte)' ');
            _left -= given;
            return given;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
