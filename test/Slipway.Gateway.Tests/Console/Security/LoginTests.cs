using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.Time.Testing;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Console.Security;

/// <summary>The console of a gateway that asks for keys.</summary>
public sealed class LoginTests : IDisposable
{
    private const string Key = "0123456789abcdef";

    private readonly string _file = Path.GetTempFileName();

    public LoginTests() => File.WriteAllText(_file, $"alice: {Key}");

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("/console/", "Sec-Fetch-Mode: navigate", HttpStatusCode.SeeOther)]
    [InlineData("/console/services/ner?x=1", "Accept: text/html", HttpStatusCode.SeeOther)]
    [InlineData("/console/", "Accept: */*", HttpStatusCode.Unauthorized)]
    [InlineData("/console/_blazor", "Sec-Fetch-Mode: websocket", HttpStatusCode.Unauthorized)]
    [InlineData("/console/_framework/blazor.web.js", "Sec-Fetch-Mode: no-cors", HttpStatusCode.Unauthorized)]
    [InlineData("/console/", "Authorization: Bearer 0123456789abcdef", HttpStatusCode.Unauthorized)]
    [InlineData("/console/console.css", "Accept: */*", HttpStatusCode.OK)]
    public async Task Request_WithoutASession_IsLedToTheKeyOrRefused(string path, string header, HttpStatusCode status)
    {
        await using var gateway = await StartAsync();
        using var client = Client(gateway);

        using var response = await gateway.SendAsync(client, HttpMethod.Get, path, "", header);

        response.StatusCode.Should().Be(status);
        if (status == HttpStatusCode.SeeOther)
            response.Headers.Location!.ToString().Should().Be($"/console/login?next={Uri.EscapeDataString(path)}");
    }

    [Fact]
    public async Task Key_ThatIsKnown_OpensTheConsoleByACookieForIt()
    {
        await using var gateway = await StartAsync();
        using var client = Client(gateway);

        using var response = await LoginAsync(client, Key, "/console/services/ner");

        response.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        response.Headers.Location!.ToString().Should().Be("/console/services/ner");
        var cookie = response.Header("Set-Cookie")!;
        cookie.Should().Contain("path=/console").And.Contain("samesite=strict").And.Contain("httponly");
        cookie.Should().NotContain(Key).And.NotContain("expires");
        cookie.Should().StartWith($"slipway-console-{new Uri(gateway.HttpAddress).Port}=");
        using var page = await gateway.SendAsync(client, HttpMethod.Get, "/console/", "", Cookie(response));
        page.StatusCode.Should().Be(HttpStatusCode.OK);
        (await page.TextAsync()).Should().NotContain(Key).And.NotContain(Cookie(response).Split('=')[1]);
        using var model = await gateway.SendAsync(client, HttpMethod.Post, "/models/ner", "{}", Cookie(response));
        model.StatusCode.Should().Be(HttpStatusCode.Unauthorized, "the cookie is the console's alone");
    }

    [Fact]
    public async Task Key_ThatIsNotKnown_IsAskedForAgain()
    {
        await using var gateway = await StartAsync();
        using var client = Client(gateway);

        using var response = await LoginAsync(client, "0123456789abcdeX", "/console/\"><script>x</script>");

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Header("Set-Cookie").Should().BeNull();
        response.Header("X-Frame-Options").Should().Be("DENY");
        (await response.TextAsync()).Should().Contain("This key is not known.").And.NotContain("<script>x");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/console/")]
    [InlineData("/console/\\evil.example")]
    [InlineData("/models/ner")]
    [InlineData("/console/\r\nSet-Cookie: a=b")]
    public async Task Next_ThatIsElsewhere_IsTheOverview(string next)
    {
        await using var gateway = await StartAsync();
        using var client = Client(gateway);

        using var response = await LoginAsync(client, Key, next);

        response.Headers.Location!.ToString().Should().Be("/console/");
    }

    [Fact]
    public async Task Login_OfAForeignPage_IsRefused()
    {
        await using var gateway = await StartAsync();
        using var client = Client(gateway);

        using var response = await LoginAsync(client, Key, "/console/", "https://evil.example");

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        response.Header("Set-Cookie").Should().BeNull();
    }

    [Fact]
    public async Task Form_ThatIsTooLarge_IsRefused()
    {
        await using var gateway = await StartAsync();
        using var client = Client(gateway);

        using var response = await LoginAsync(client, new string('k', 100_000), "/console/");

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Session_SignedOut_IsOver()
    {
        await using var gateway = await StartAsync();
        using var client = Client(gateway);
        using var opened = await LoginAsync(client, Key, "/console/");

        using var left = await gateway.SendAsync(client, HttpMethod.Post, "/console/logout", "", Cookie(opened));
        using var after = await gateway.SendAsync(client, HttpMethod.Get, "/console/", "", Cookie(opened));

        left.Headers.Location!.ToString().Should().Be("/console/login");
        after.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Session_AfterItsTime_IsOver()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await StartAsync(time);
        using var client = Client(gateway);
        using var opened = await LoginAsync(client, Key, "/console/");

        time.Advance(TimeSpan.FromHours(12));
        using var after = await gateway.SendAsync(client, HttpMethod.Get, "/console/", "", Cookie(opened));

        after.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Session_OfAKeyThatWasTakenAway_IsOver()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await StartAsync(time);
        using var client = Client(gateway);
        using var opened = await LoginAsync(client, Key, "/console/");
        File.WriteAllText(_file, "alice: another-key-of-hers");
        File.SetLastWriteTimeUtc(_file, DateTime.UtcNow.AddMinutes(1));

        await Eventually.BecomesAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            using var after = await gateway.SendAsync(client, HttpMethod.Get, "/console/", "", Cookie(opened));
            return after.StatusCode == HttpStatusCode.Unauthorized;
        });
    }

    [Fact]
    public async Task Circuit_WithoutASession_IsNotOpened()
    {
        await using var gateway = await StartAsync();
        using var client = Client(gateway);
        using var opened = await LoginAsync(client, Key, "/console/");

        (await OpensAsync(gateway, null)).Should().BeFalse();
        (await OpensAsync(gateway, "slipway-console-1=made-up")).Should().BeFalse();
        (await OpensAsync(gateway, Cookie(opened)["Cookie: ".Length..])).Should().BeTrue();
    }

    private static async Task<bool> OpensAsync(TestGateway gateway, string? cookie)
    {
        using var socket = new ClientWebSocket();
        if (cookie is not null)
            socket.Options.SetRequestHeader("Cookie", cookie);
        try
        {
            var address = gateway.HttpAddress.Replace("http://", "ws://", StringComparison.Ordinal);
            await socket.ConnectAsync(new Uri($"{address}/console/_blazor"), TestContext.Current.CancellationToken);
            socket.Abort();
            return true;
        }
        catch (WebSocketException)
        {
            return false;
        }
    }

    private static async Task<HttpResponseMessage> LoginAsync(
        HttpClient client,
        string key,
        string next,
        string? origin = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/console/login")
        {
            Content = new FormUrlEncodedContent([new("key", key), new("next", next)]),
        };
        request.Headers.Add("Origin", origin ?? client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string Cookie(HttpResponseMessage response) =>
        "Cookie: " + response.Header("Set-Cookie")!.Split(';')[0];

    private static HttpClient Client(TestGateway gateway) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(gateway.HttpAddress),
        };

    private Task<TestGateway> StartAsync(TimeProvider? time = null) =>
        TestGateway.StartAsync(new GatewayConfig { Auth = new AuthConfig { KeysFile = _file } }, time: time);
}
