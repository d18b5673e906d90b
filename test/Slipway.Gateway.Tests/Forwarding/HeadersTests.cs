using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Forwarding;

public sealed class HeadersTests
{
    [Fact]
    public async Task Request_Headers_TellWhoAskedAndLeaveOutWhatIsOfTheConnection()
    {
        var headers = new HeaderDictionary();
        await using var replica = await FakeReplica.StartAsync(
            "ner-1-1",
            context =>
            {
                foreach (var (name, value) in context.Request.Headers)
                {
                    headers[name] = value;
                }

                return Task.CompletedTask;
            }
        );
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, replica)));

        // By hand, as a client of the library has its own mind about some of these.
        await StatusLineAsync(
            gateway,
            "POST /models/ner HTTP/1.1\r\nHost: front.example\r\nContent-Length: 2\r\nX-Forwarded-For: 1.2.3.4\r\n"
                + "X-Forwarded-Proto: https\r\nX-Hop: 1\r\nX-Kept: 2\r\n"
                + "Connection: keep-alive, X-Hop , close, X-Forwarded-For,x-forwarded-host\r\n"
                + "TE: trailers\r\nProxy-Authorization: secret\r\n\r\n{}"
        );

        headers["X-Forwarded-For"].ToString().Should().Be("127.0.0.1");
        headers["X-Forwarded-Proto"].ToString().Should().Be("http");
        headers["X-Forwarded-Host"].ToString().Should().Be("front.example");
        headers["Host"].ToString().Should().Be(new Uri(replica.Http).Authority);
        headers["X-Kept"].ToString().Should().Be("2");
        headers.Keys.Should().NotContain(["X-Hop", "Proxy-Authorization", "TE"]);
    }

    [Fact]
    public async Task Answer_StatusAndHeaders_PassAsTheyAre()
    {
        await using var replica = await FakeReplica.StartAsync(
            "ner-1-1",
            async context =>
            {
                context.Response.StatusCode = 418;
                context.Response.Headers["X-Two"] = new[] { "a", "b" };
                await context.Response.WriteAsync("body");
            }
        );
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, replica)));

        using var response = await gateway.PostAsync("/models/ner");
        (await response.TextAsync()).Should().Be("body");

        ((int)response.StatusCode).Should().Be(418);
        response.Headers.GetValues("X-Two").Should().Equal("a", "b");
    }

    [Theory]
    [InlineData("/models/mein%20modell", "/models/mein%20modell")]
    [InlineData("/models/a%2Fb?x=%20y", "/models/a%2Fb?x=%20y")]
    [InlineData("/models/%C3%BCber", "/models/%C3%BCber")]
    [InlineData("/v2/models/other/../mein%20modell/infer", "/v2/models/mein%20modell/infer")]
    public async Task Request_NamesThatAreEscaped_FindTheirModel(string sent, string arrived)
    {
        var target = "";
        await using var replica = await FakeReplica.StartAsync(
            "ner-1-1",
            context =>
            {
                target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
                return Task.CompletedTask;
            }
        );
        await using var gateway = await TestGateway.StartAsync(
            Tables.Service("ner", Tables.Revision(1, 1, replica)) with
            {
                Models = ["mein modell", "a/b", "über"],
            }
        );

        // By hand, as a client of the library would tidy the path up.
        (await StatusLineAsync(gateway, $"GET {sent} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
            .Should()
            .Be("HTTP/1.1 200 OK");

        target.Should().Be(arrived);
    }

    [Fact]
    public async Task Request_AsksBeforeItSends_GetsLeave()
    {
        await using var replica = await FakeReplica.StartAsync(
            "ner-1-1",
            async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                await context.Response.WriteAsync(await reader.ReadToEndAsync());
            }
        );
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, replica)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/models/ner")
        {
            Content = new StringContent("hello"),
        };
        request.Headers.ExpectContinue = true;

        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        (await response.TextAsync()).Should().Be("hello");
    }

    [Theory]
    [InlineData(
        "POST /models/ner HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    )]
    [InlineData("POST /models/ner HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc")]
    [InlineData("POST /models/ner HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /models/ner HTTP/1.1\r\nHost : x\r\nContent-Length: 0\r\n\r\n")]
    public async Task Request_LengthsThatContradict_NeverReachAReplicaTwice(string request)
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, replica)));

        var line = await StatusLineAsync(gateway, request);

        if (!line.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
            line.Should().StartWith("HTTP/1.1 400");
        replica.Requests.Should().BeLessThanOrEqualTo(1);
    }

    private static async Task<string> StatusLineAsync(TestGateway gateway, string request)
    {
        var address = new Uri(gateway.HttpAddress);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        return (await reader.ReadLineAsync(TestContext.Current.CancellationToken))!;
    }
}
