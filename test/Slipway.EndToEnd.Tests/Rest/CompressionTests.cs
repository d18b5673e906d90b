using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Rest;

[Collection(nameof(ModelsGroup))]
public sealed class CompressionTests(ModelsFixture models)
{
    private const int Elements = 5000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("deflate", "deflate")]
    [InlineData("gzip;q=0, deflate", "deflate")]
    [InlineData("identity", null)]
    [InlineData("br", null)]
    public async Task Infer_AcceptEncoding_IsHonouredBothWays(string accept, string? expected)
    {
        var coding = expected ?? "gzip";
        using var content = new ByteArrayContent(Compress(coding, Encoding.UTF8.GetBytes(Request())));
        content.Headers.ContentEncoding.Add(coding);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/floats/infer") { Content = content };
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accept);
        using var response = await models.Http.SendAsync(request, Token);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentEncoding.Should().Equal(expected is null ? [] : [expected]);
        var body = await response.Content.ReadAsByteArrayAsync(Token);
        using var answer = JsonDocument.Parse(expected is null ? body : Decompress(expected, body));
        var data = answer.RootElement.GetProperty("outputs")[0].GetProperty("data");
        data.EnumerateArray().Select(value => value.GetInt32()).Should().Equal(Enumerable.Range(0, Elements));
    }

    [Fact]
    public async Task Infer_BinaryAndCompressed_CountsUncompressedBytes()
    {
        var request = Request()
            .Replace(
                "{\"inputs\"",
                "{\"parameters\":{\"binary_data_output\":true},\"inputs\"",
                StringComparison.Ordinal
            );
        using var content = new StringContent(request);
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v2/models/floats/infer") { Content = content };
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var response = await models.Http.SendAsync(message, Token);
        var body = Decompress("gzip", await response.Content.ReadAsByteArrayAsync(Token));
        var header = int.Parse(response.Headers.GetValues("Inference-Header-Content-Length").Single(), null);
        body.Should().HaveCount(header + (Elements * sizeof(float)));
        BitConverter.ToSingle(body, header + (4 * sizeof(float))).Should().Be(4);
    }

    [Fact]
    public async Task Infer_SmallAnswer_IsNotCompressed()
    {
        using var content = new StringContent(
            """{"inputs":[{"name":"input","shape":[1],"datatype":"FP32","data":[1]}]}"""
        );
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v2/models/floats/infer") { Content = content };
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var response = await models.Http.SendAsync(message, Token);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentEncoding.Should().BeEmpty();
    }

    [Fact]
    public async Task Infer_BombOverTheLimit_Is413()
    {
        var bomb = new byte[50_000_000];
        bomb.AsSpan().Fill((byte)' ');
        using var content = new ByteArrayContent(Compress("gzip", bomb));
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await models.Http.PostAsync("/v2/models/floats/infer", content, Token);
        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Infer_NothingCompressedOverAndOver_Is413()
    {
        byte[] nothing = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        using var content = new ByteArrayContent([
            .. Enumerable.Repeat(nothing, 5_000_000 / nothing.Length).SelectMany(member => member),
        ]);
        content.Headers.ContentEncoding.Add("gzip");
        // The refusal comes before the body: a client that is still sending would see the connection close instead.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/floats/infer") { Content = content };
        request.Headers.ExpectContinue = true;
        using var response = await models.Http.SendAsync(request, Token);
        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    private static string Request() =>
        $$"""{"inputs":[{"name":"input","shape":[{{Elements}}],"datatype":"FP32","data":[{{string.Join(',', Enumerable.Range(0, Elements))}}]}]}""";

    private static byte[] Compress(string coding, byte[] bytes)
    {
        using var result = new MemoryStream();
        using (
            Stream stream =
                coding == "gzip"
                    ? new GZipStream(result, CompressionLevel.Fastest)
                    : new ZLibStream(result, CompressionLevel.Fastest)
        )
        {
            stream.Write(bytes);
        }

        return result.ToArray();
    }

    private static byte[] Decompress(string coding, byte[] bytes)
    {
        using var source = new MemoryStream(bytes);
        using Stream stream =
            coding == "gzip"
                ? new GZipStream(source, CompressionMode.Decompress)
                : new ZLibStream(source, CompressionMode.Decompress);
        using var result = new MemoryStream();
        stream.CopyTo(result);
        return result.ToArray();
    }
}
