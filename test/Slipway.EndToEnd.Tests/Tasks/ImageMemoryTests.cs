using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Slipway.Tasks.Tests.Images;

namespace Slipway.EndToEnd.Tests.Tasks;

/// <summary>What pictures cost the running server, which each test has for itself: what another left would hide it.</summary>
public sealed class ImageMemoryTests : IAsyncLifetime
{
    private readonly ImageServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Bomb_OfTenGigapixels_IsRefusedWithItsSize()
    {
        // The first picture loads the decoder's library; what the refusal costs is seen after it.
        await _server.PostAsync("/models/colours", Png(SmallPng()));
        var before = _server.Memory;
        for (var i = 0; i < 20; i++)
        {
            using var response = await _server.Http.PostAsync("/models/colours", Png(Bomb()), Token);
            response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
            var error = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
            error.GetProperty("error").GetString().Should().Contain("100000 × 100000 pixels");
        }

        (_server.Memory - before).Should().BeLessThan(32 << 20);
    }

    [Fact]
    public async Task Uploads_ManyLargeOnesAtOnce_HoldBoundedMemory()
    {
        // 24 megapixels each: decoded all at once they would be gigabytes.
        var large = LargePng();
        await _server.PostAsync("/models/colours", Png(large));
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var before = _server.Memory;
        var answers = Enumerable.Range(0, 24).Select(_ => _server.PostAsync("/models/colours", Png(large))).ToList();
        var all = Task.WhenAll(answers);
        var most = 0L;
        while (!all.IsCompleted)
        {
            most = Math.Max(most, _server.Memory);
            await Task.WhenAny(all, Task.Delay(20, Token));
        }

        (await all).Should().OnlyContain(answer => answer.GetProperty("labels").GetArrayLength() == 3);
        // As many as there are CPUs, with what the decoder holds.
        (most - before)
            .Should()
            .BeLessThan(24_000_000L * 12 * Math.Max(2, Environment.ProcessorCount));
    }

    private static byte[] SmallPng() => TestPng.File(8, 8, 8, TestPng.Rgb, new byte[((8 * 3) + 1) * 8]);

    private static byte[] Bomb() => TestPng.File(100_000, 100_000, 8, TestPng.Rgb, new byte[1000]);

    private static byte[] LargePng() => TestPng.File(6000, 4000, 8, TestPng.Rgb, new byte[((6000 * 3) + 1) * 4000]);

    private static ByteArrayContent Png(byte[] content) =>
        new(content) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
}
