using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Tasks.Tests.Images;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Tasks;

/// <summary>Pictures on the running server: folders as they are exported, without a <c>model.yaml</c>.</summary>
public sealed class ImageTests : IAsyncLifetime
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

    private readonly TempFolder _repository = new();
    private ServerProcess _server = null!;
    private HttpClient _http = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _repository.Model("colours/1/model.onnx", TestModels.MeanColours());
        Write("colours", "ViTForImageClassification");
        _repository.Model("boxes/1/model.onnx", TestModels.MiddleBox());
        Write("boxes", "YolosForObjectDetection");
        _server = await ServerProcess.StartAsync(_repository.Path);
        _http = new HttpClient { BaseAddress = new Uri(_server.HttpUrl) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _repository.Dispose();
    }

    [Fact]
    public async Task Classification_File_IsAnswered()
    {
        var answer = await PostAsync("/models/colours?top_k=1", File(Convert.FromBase64String(BluePng), "image/png"));
        answer.GetProperty("labels")[0].GetProperty("label").GetString().Should().Be("blue");
        answer.GetProperty("labels").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task Classification_Jpeg_IsAnswered()
    {
        var answer = await PostAsync("/models/colours", File(Convert.FromBase64String(RedJpeg), "image/jpeg"));
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
        var answer = await PostAsync("/models/colours", form);
        answer.GetProperty("labels").GetArrayLength().Should().Be(2);
    }

    [Fact]
    public async Task Classification_DataUri_IsAnswered()
    {
        var answer = await PostAsync(
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
        var answer = await PostAsync(
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

    [Fact]
    public async Task Bomb_OfTenGigapixels_IsRefusedWithItsSize()
    {
        // The first picture loads the decoder's library; what the refusal costs is seen after it.
        await PostAsync("/models/colours", File(Convert.FromBase64String(BluePng), "image/png"));
        var before = MemoryOf(_server.ProcessId);
        for (var i = 0; i < 20; i++)
        {
            using var response = await _http.PostAsync("/models/colours", File(Bomb(), "image/png"), Token);
            response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
            var error = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
            error.GetProperty("error").GetString().Should().Contain("100000 × 100000 pixels");
        }

        (MemoryOf(_server.ProcessId) - before).Should().BeLessThan(32 << 20);
    }

    [Theory]
    [InlineData("image/png", "", "empty")]
    [InlineData("image/png", "%PDF-1.7", "a PDF document")]
    [InlineData("image/png", "\u0089PNG\r\n\u001a\n", "breaks off in its header")]
    [InlineData("text/plain", "hello", "'text/plain' is not taken")]
    public async Task NoImage_AnyBody_IsRefusedAndSaysWhat(string mediaType, string body, string message)
    {
        using var content = File(System.Text.Encoding.Latin1.GetBytes(body), mediaType);
        using var response = await _http.PostAsync("/models/colours", content, Token);
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain(message);
    }

    [Fact]
    public async Task Uploads_ManyLargeOnesAtOnce_HoldBoundedMemory()
    {
        // 24 megapixels each: decoded all at once they would be gigabytes.
        var large = LargePng();
        await PostAsync("/models/colours", File(large, "image/png"));
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var before = MemoryOf(_server.ProcessId);
        var answers = Enumerable
            .Range(0, 24)
            .Select(_ => PostAsync("/models/colours", File(large, "image/png")))
            .ToList();
        var all = Task.WhenAll(answers);
        var most = 0L;
        while (!all.IsCompleted)
        {
            most = Math.Max(most, MemoryOf(_server.ProcessId));
            await Task.WhenAny(all, Task.Delay(20, Token));
        }

        (await all).Should().OnlyContain(answer => answer.GetProperty("labels").GetArrayLength() == 3);
        // As many as there are CPUs, with what the decoder holds.
        (most - before)
            .Should()
            .BeLessThan(24_000_000L * 12 * Math.Max(2, Environment.ProcessorCount));
    }

    private void Write(string model, string architecture)
    {
        _repository.Write(
            $"{model}/1/config.json",
            $$$"""{"architectures": ["{{{architecture}}}"], "id2label": {"0": "red", "1": "green", "2": "blue"}}"""
        );
        _repository.Write(
            $"{model}/1/preprocessor_config.json",
            """{"image_processor_type": "ViTImageProcessor", "size": 8, "resample": 2}"""
        );
    }

    private async Task<JsonElement> PostAsync(string address, HttpContent content)
    {
        using (content)
        {
            using var response = await _http.PostAsync(address, content, Token);
            var body = await response.Content.ReadAsStringAsync(Token);
            response.IsSuccessStatusCode.Should().BeTrue(body);
            return JsonElement.Parse(body);
        }
    }

    private static byte[] Bomb() => TestPng.File(100_000, 100_000, 8, TestPng.Rgb, new byte[1000]);

    private static byte[] LargePng() => TestPng.File(6000, 4000, 8, TestPng.Rgb, new byte[((6000 * 3) + 1) * 4000]);

    private static ByteArrayContent File(byte[] content, string mediaType) =>
        new(content) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };

    private static StringContent Json(string json) => new(json, new MediaTypeHeaderValue("application/json"));

    private static long MemoryOf(int process)
    {
        using var found = System.Diagnostics.Process.GetProcessById(process);
        return found.WorkingSet64;
    }
}
