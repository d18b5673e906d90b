using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.EndToEnd.Tests.TensorFlowServing;

/// <summary>What goes wrong on /v1: TensorFlow Serving's status and a message that helps.</summary>
[Collection(nameof(TensorFlowGroup))]
public sealed class TensorFlowErrorTests(TensorFlowFixture server)
{
    [Theory]
    [InlineData("half_plus_two:predict", "{", 400, "in the middle of its JSON")]
    [InlineData("half_plus_two:predict", """{"instances": ["a"]}""", 400, "input 'x'")]
    [InlineData("half_plus_two:predict", """{"instances": [[1]]}""", 400, "x: FP32[-1]")]
    [InlineData("half_plus_two:predict", """{"inputs": 1}""", 400, "[-1]")]
    [InlineData("half_plus_two:predict", """{"instances": [1], "signature_name": "b"}""", 400, "serving_default")]
    [InlineData("half_plus_two/versions/124:predict", """{"instances": [1]}""", 404, "version 124")]
    [InlineData("half_plus_two/versions/new:predict", """{"instances": [1]}""", 400, "'new'")]
    [InlineData("half_plus_two/labels/stable:predict", """{"instances": [1]}""", 404, "'stable'")]
    [InlineData("broken:predict", """{"instances": [1]}""", 503, "failed to load")]
    [InlineData("broken/versions/1:classify", """{"examples": [{}]}""", 503, "failed to load")]
    [InlineData("half_plus_two:classify", """{"examples": [{"x": 1}]}""", 400, "model.yaml")]
    [InlineData("matmul:regress", """{"examples": [{"a": 1, "b": [1, 2]}]}""", 400, "came in the shape")]
    [InlineData("half_plus_two:regress", """{"examples": [{"z": 1}]}""", 400, "'z'")]
    [InlineData("half_plus_two:regress", """{"examples": [{"x": "a"}]}""", 400, "FP32")]
    public async Task Call_ThatIsWrong_HasItsStatus(string path, string body, int status, string message)
    {
        var (actual, answer) = await server.PostAsync("/v1/models/" + path, body);

        ((int)actual).Should().Be(status, answer.ToJsonString());
        answer["error"]!.GetValue<string>().Should().Contain(message);
    }

    [Theory]
    [InlineData("/v1/models/none", 404)]
    [InlineData("/v1/models/half_plus_two/versions/124", 404)]
    [InlineData("/v1/models/half_plus_two/labels/stable", 404)]
    [InlineData("/v1/models/half_plus_two/versions/0", 400)]
    [InlineData("/v1/models/none/metadata", 404)]
    [InlineData("/v1/models/broken/metadata", 503)]
    [InlineData("/v1/models/half_plus_two:predict", 405)]
    [InlineData("/v1/models/half_plus_two/versions/123:predict", 405)]
    [InlineData("/v1/nothing", 404)]
    public async Task Get_ThatIsWrong_HasItsStatus(string path, int status)
    {
        var (actual, answer) = await server.GetAsync(path);

        ((int)actual).Should().Be(status, answer.ToJsonString());
        answer["error"]!.GetValue<string>().Should().NotBeEmpty();
    }

    [Fact]
    public async Task Post_ToAModel_Is405()
    {
        var (status, _) = await server.PostAsync("/v1/models/half_plus_two", "{}");

        status.Should().Be(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Body_OverTheLimit_Is413()
    {
        var body = $$"""{"instances": [{{string.Join(',', Enumerable.Repeat("1.0", 300_000))}}]}""";
        var (status, answer) = await server.PostAsync("/v1/models/half_plus_two:predict", body);

        ((int)status).Should().Be(413);
        answer["error"]!.GetValue<string>().Should().Contain("1000000");
    }

    [Fact]
    public async Task Predict_Compressed_IsAnsweredCompressed()
    {
        var values = Enumerable.Range(0, 2000).Select(i => i * 2f).ToArray();
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(
                Encoding.UTF8.GetBytes($$"""{"instances": [{{string.Join(',', values)}}]}"""),
                TestContext.Current.CancellationToken
            );
        }

        using var content = new ByteArrayContent(compressed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/models/half_plus_two:predict")
        {
            Content = content,
        };
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentEncoding.Should().Equal("gzip");
        await using var body = new GZipStream(
            await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken),
            CompressionMode.Decompress
        );
        var answer = (await JsonNode.ParseAsync(body, cancellationToken: TestContext.Current.CancellationToken))!;
        answer["predictions"]!
            .AsArray()
            .Select(value => value!.GetValue<float>())
            .Should()
            .Equal(values.Select(value => value / 2 + 2));
    }

    [Fact]
    public async Task Predict_Large_IsExact()
    {
        var values = Enumerable.Range(0, 50_000).Select(i => i / 8f).ToArray();
        var (status, answer) = await server.PostAsync(
            "/v1/models/half_plus_two:predict",
            JsonSerializer.Serialize(new { instances = values })
        );

        status.Should().Be(HttpStatusCode.OK);
        answer["predictions"]!
            .AsArray()
            .Select(value => value!.GetValue<float>())
            .Should()
            .Equal(values.Select(value => value / 2 + 2));
    }
}
