using System.Net;
using System.Net.Http.Headers;

namespace Slipway.EndToEnd.Tests.Tasks;

/// <summary>Pictures on the running server: folders as they are exported, without a <c>model.yaml</c>.</summary>
public sealed class ImageTests(ImageServer server) : IClassFixture<ImageServer>
{
    // 8 × 8 pixels of pure blue, and a JPEG of pure red of 16 × 8, which EXIF says is on its side.
    private const string BluePng =
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEElEQVR42mNgYPiPAw0pCQCpcD/B/MtF/AAAAABJRU5ErkJggg==";

    private const string RedJpeg =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDABALDA4MChAODQ4SERAT"
        + "GCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2Nj"
        + "Y2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAIABADASIAAhEBAxEB/8QAFQABAQAAAAAA"
        + "AAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABQb/xAAUEQEAAAAAAAAAAAAAAAAA"
        + "AAAA/9oADAMBAAIRAxEAPwCKALXj/9k=";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Classification_File_IsAnswered()
    {
        var answer = await server.PostAsync(
            "/models/colours?top_k=1",
            File(Convert.FromBase64String(BluePng), "image/png")
        );
        answer.GetProperty("labels")[0].GetProperty("label").GetString().Should().Be("blue");
        answer.GetProperty("labels").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task Classification_Jpeg_IsAnswered()
    {
        var answer = await server.PostAsync("/models/colours", File(Convert.FromBase64String(RedJpeg), "image/jpeg"));
        answer.GetProperty("labels")[0].GetProperty("label").GetString().Should().Be("red");
    }

    [Fact]
    public async Task Classification_Form_IsAnswered()
    {
        using var form = new MultipartFormDataContent
        {
            { File(Convert.FromBase64String(BluePng), "image/png"), "image", "blue.png" },
            { new StringContent("2"), "top_k" },
        };
        var answer = await server.PostAsync("/models/colours", form);
        answer.GetProperty("labels").GetArrayLength().Should().Be(2);
    }

    [Fact]
    public async Task Classification_DataUri_IsAnswered()
    {
        var answer = await server.PostAsync(
            "/models/colours/versions/1",
            Json($$"""{"image": "data:image/png;base64,{{BluePng}}"}""")
        );
        answer.GetProperty("labels")[0].GetProperty("label").GetString().Should().Be("blue");
        var score = answer.GetProperty("labels")[0].GetProperty("score").GetDouble();
        score.Should().BeApproximately(Math.E / (Math.E + 2), 1e-5);
    }

    [Fact]
    public async Task Detection_PictureOnItsSide_HasBoxesOfItUpright()
    {
        var answer = await server.PostAsync(
            "/models/boxes?threshold=0.3",
            File(Convert.FromBase64String(RedJpeg), "image/jpeg")
        );
        answer
            .GetRawText()
            .Should()
            .Contain("\"width\":8,\"height\":16")
            .And.Contain("\"label\":\"red\"")
            .And.Contain("\"xmin\":2,\"ymin\":4,\"xmax\":6,\"ymax\":12");
    }

    [Theory]
    [InlineData("image/png", "", "empty")]
    [InlineData("image/png", "%PDF-1.7", "a PDF document")]
    [InlineData("image/png", "\u0089PNG\r\n\u001a\n", "breaks off in its header")]
    [InlineData("text/plain", "hello", "'text/plain' is not taken")]
    public async Task NoImage_AnyBody_IsRefusedAndSaysWhat(string mediaType, string body, string message)
    {
        using var content = File(System.Text.Encoding.Latin1.GetBytes(body), mediaType);
        using var response = await server.Http.PostAsync("/models/colours", content, Token);
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain(message);
    }

    private static ByteArrayContent File(byte[] content, string mediaType) =>
        new(content) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };

    private static StringContent Json(string json) => new(json, new MediaTypeHeaderValue("application/json"));
}
