using System.Net;
using Microsoft.AspNetCore.Http;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Forwarding;

public sealed class StreamingTests
{
    private const long Large = 300_000_000;

    // What lies in sockets and pipes on the way, of which there are four.
    private const long MostOnTheWay = 100_000_000;

    [Fact]
    public async Task Bodies_LargeBothWays_GoOnlyAsFastAsTheyAreRead()
    {
        var upload = new ZerosContent(Large);
        var (received, sent, most) = (0L, 0L, 0L);
        await using var replica = await FakeReplica.StartAsync(
            "ner-1-1",
            async context =>
            {
                var buffer = new byte[64 << 10];
                int read;
                while ((read = await context.Request.Body.ReadAsync(buffer)) > 0)
                {
                    received += read;
                    most = Math.Max(most, upload.Written - received);
                }

                while (sent < Large)
                {
                    var next = (int)Math.Min(Large - sent, buffer.Length);
                    await context.Response.Body.WriteAsync(buffer.AsMemory(0, next));
                    Interlocked.Add(ref sent, next);
                }
            }
        );
        await using var gateway = await TestGateway.StartAsync(
            new Slipway.Deployment.Manifest.GatewayConfig { MaxRequestBytes = Large }
        );
        await gateway.ApplyAsync(Tables.Of(1, Tables.Service("ner", Tables.Revision(1, 1, replica))));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/ner/infer") { Content = upload };

        using var response = await gateway.Http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var answered = 0L;
        var buffer = new byte[1 << 20];
        int count;
        while ((count = await body.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0)
        {
            answered += count;
            most = Math.Max(most, Interlocked.Read(ref sent) - answered);
        }

        (received, answered).Should().Be((Large, Large));
        most.Should().BeLessThan(MostOnTheWay, "nothing is kept on the way");
    }

    [Fact]
    public async Task Events_AreSeenAsTheyCome()
    {
        var next = new SemaphoreSlim(0);
        await using var replica = await FakeReplica.StartAsync(
            "ner-1-1",
            async context =>
            {
                context.Response.ContentType = "text/event-stream";
                for (var i = 0; i < 3; i++)
                {
                    await context.Response.WriteAsync($"data: {i}\n\n");
                    await context.Response.Body.FlushAsync();
                    await next.WaitAsync();
                }
            }
        );
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, replica)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/ner/generate_stream");

        using var response = await gateway.Http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
        using var reader = new StreamReader(
            await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)
        );

        for (var i = 0; i < 3; i++)
        {
            // Each is seen before the replica is let go on to the next.
            (await reader.ReadLineAsync(TestContext.Current.CancellationToken))
                .Should()
                .Be($"data: {i}");
            await reader.ReadLineAsync(TestContext.Current.CancellationToken);
            next.Release();
        }
    }

    [Fact]
    public async Task Answer_OpenEnded_LastsLongerThanTheServicesTime()
    {
        await using var replica = await FakeReplica.StartAsync(
            "ner-1-1",
            async context =>
            {
                for (var i = 0; i < 8; i++)
                {
                    await context.Response.WriteAsync($"data: {i}\n\n");
                    await context.Response.Body.FlushAsync();
                    await Task.Delay(100);
                }
            }
        );
        var service = Tables.Service("ner", Tables.Revision(1, 1, replica));
        service.Traffic.Timeout = TimeSpan.FromMilliseconds(400);
        await using var gateway = await TestGateway.StartAsync(service);

        using var stream = await gateway.PostAsync("/v2/models/ner/generate_stream");
        (await stream.TextAsync()).Should().Contain("data: 7");

        var whole = async () =>
        {
            using var response = await gateway.PostAsync("/v2/models/ner/generate");
            return await response.TextAsync();
        };
        await whole.Should().ThrowAsync<HttpRequestException>("half an answer must not look like a whole one");
    }

    [Fact]
    public async Task Body_WithoutALength_IsKeptWhereItIsShort()
    {
        await using var broken = await FakeReplica.StartAsync(
            "ner-1-1",
            context =>
            {
                context.Abort();
                return Task.CompletedTask;
            }
        );
        await using var good = await FakeReplica.StartAsync(
            "ner-1-2",
            async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                await context.Response.WriteAsync(await reader.ReadToEndAsync());
            }
        );
        await using var gateway = await TestGateway.StartAsync(
            Tables.Service("ner", Tables.Revision(1, 1, broken, good))
        );

        for (var i = 0; broken.Requests == 0 && i < 100; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/ner/infer")
            {
                Content = new StringContent("hello"),
                Headers = { TransferEncodingChunked = true },
            };
            using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
            (await response.TextAsync()).Should().Be("hello");
        }

        broken.Requests.Should().BePositive();
    }

    [Fact]
    public async Task Body_TooLarge_IsRefused()
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await TestGateway.StartAsync(
            new Slipway.Deployment.Manifest.GatewayConfig { MaxRequestBytes = 1000 }
        );
        await gateway.ApplyAsync(Tables.Of(1, Tables.Service("ner", Tables.Revision(1, 1, replica))));

        using var response = await gateway.PostAsync("/v2/models/ner/infer", new string('x', 1001));

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await response.TextAsync()).Should().StartWith("""{"error":"The request could not be read""");
        replica.Requests.Should().Be(0);
    }

    private sealed class ZerosContent(long length) : HttpContent
    {
        private long _written;

        public long Written => Interlocked.Read(ref _written);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var buffer = new byte[64 << 10];
            for (var left = length; left > 0; left -= buffer.Length)
            {
                var next = (int)Math.Min(left, buffer.Length);
                await stream.WriteAsync(buffer.AsMemory(0, next));
                Interlocked.Add(ref _written, next);
            }
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}
