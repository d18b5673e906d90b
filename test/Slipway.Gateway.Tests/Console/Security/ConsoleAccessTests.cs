using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Console.Hosting;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Console.Security;

/// <summary>Who gets the console's page, and what a browser is told with it.</summary>
public sealed class ConsoleAccessTests
{
    [Fact]
    public async Task Page_Asked_ComesWithThePolicyAndNoScriptInIt()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.GetAsync("/console/");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        response
            .Header("Content-Security-Policy")
            .Should()
            .Contain("default-src 'none'")
            .And.Contain("script-src 'self';")
            .And.Contain("frame-ancestors 'none'")
            .And.NotContain("http:")
            .And.NotContain("unsafe-eval");
        response.Header("X-Frame-Options").Should().Be("DENY");
        response.Header("X-Content-Type-Options").Should().Be("nosniff");
        response.Header("Referrer-Policy").Should().Be("same-origin");
        var page = await response.TextAsync();
        page.Should().NotMatchRegex("<script(?![^>]*\\bsrc=)", "every script is a file");
        page.Should().NotMatchRegex("(src|href)=\"(https?:)?//", "nothing is elsewhere");
    }

    [Theory]
    [InlineData("_content/MudBlazor/MudBlazor.min.css", "text/css")]
    [InlineData("_content/MudBlazor/MudBlazor.min.js", "text/javascript")]
    [InlineData("_framework/blazor.web.js", "text/javascript")]
    [InlineData("console.css", "text/css")]
    [InlineData("theme.js", "text/javascript")]
    public async Task File_OfThePage_IsTheGatewaysOwn(string path, string type)
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.GetAsync("/console/" + path);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be(type);
        response.Header("X-Content-Type-Options").Should().Be("nosniff");
    }

    [Fact]
    public async Task Page_ThatIsNone_IsNotFound()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.GetAsync("/console/nothing/of/the/kind");

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", HttpStatusCode.Redirect)]
    [InlineData("*/*", HttpStatusCode.NotFound)]
    [InlineData("application/json", HttpStatusCode.NotFound)]
    public async Task Root_Asked_LeadsBrowsersToTheConsole(string accept, HttpStatusCode status)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var client = Client(gateway);

        using var response = await gateway.SendAsync(client, HttpMethod.Get, "/", "", $"Accept: {accept}");

        response.StatusCode.Should().Be(status);
        if (status == HttpStatusCode.Redirect)
            response.Headers.Location!.ToString().Should().Be("/console/");
    }

    [Fact]
    public async Task Console_SwitchedOff_IsNotThere()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayConfig { Console = false });

        using var page = await gateway.GetAsync("/console/");
        using var root = await gateway.SendAsync(gateway.Http, HttpMethod.Get, "/", "", "Accept: text/html");

        page.StatusCode.Should().Be(HttpStatusCode.NotFound);
        root.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/console/")]
    [InlineData("/console/_blazor")]
    [InlineData("/console/_blazor/negotiate?negotiateVersion=1")]
    public async Task Request_OfAForeignPage_IsRefused(string path)
    {
        await using var gateway = await TestGateway.StartAsync();

        foreach (
            var origin in (string[])
                ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost.evil.example"]
        )
        {
            using var response = await gateway.SendAsync(gateway.Http, HttpMethod.Post, path, "", $"Origin: {origin}");

            response.StatusCode.Should().Be(HttpStatusCode.Forbidden, origin);
        }
    }

    [Fact]
    public async Task Request_OfTheConsolesOwnPage_IsAnswered()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.SendAsync(
            gateway.Http,
            HttpMethod.Post,
            "/console/_blazor/negotiate?negotiateVersion=1",
            "",
            $"Origin: {gateway.HttpAddress}"
        );

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    [InlineData("evil.example:8080", HttpStatusCode.Forbidden)]
    [InlineData("192.168.1.7", HttpStatusCode.Forbidden)]
    [InlineData("localhost.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost:8080", HttpStatusCode.OK)]
    [InlineData("fleet.localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    public async Task Name_OfTheHost_MustBeThisMachinesOnALoopbackGateway(string host, HttpStatusCode status)
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.SendAsync(gateway.Http, HttpMethod.Get, "/console/", "", $"Host: {host}");

        response.StatusCode.Should().Be(status);
    }

    [Fact]
    public async Task Name_OfTheHost_IsFreeWhereOthersReachTheGateway()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayConfig { Host = "0.0.0.0" });
        using var client = new HttpClient
        {
            BaseAddress = new Uri(gateway.HttpAddress.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)),
        };

        using var response = await gateway.SendAsync(client, HttpMethod.Get, "/console/", "", "Host: fleet.example");
        using var foreign = await gateway.SendAsync(
            client,
            HttpMethod.Get,
            "/console/",
            "",
            "Host: fleet.example",
            "Origin: https://evil.example"
        );

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        foreign.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Circuits_AsManyAsThereMayBe_LeaveNoPlaceForAnother()
    {
        await using var gateway = await TestGateway.StartAsync();
        var open = new List<ClientWebSocket>();
        for (var i = 0; i < CircuitGate.Most; i++)
        {
            open.Add((await OpenAsync(gateway))!);
        }

        (await OpenAsync(gateway)).Should().BeNull();
        open.Should().NotContainNulls();
        open[0].Abort();
        await Eventually.BecomesAsync(async () =>
        {
            var another = await OpenAsync(gateway);
            open.Add(another!);
            return another is not null;
        });

        open.ForEach(socket => socket?.Abort());
        gateway.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
    }

    private static async Task<ClientWebSocket?> OpenAsync(TestGateway gateway)
    {
        var socket = new ClientWebSocket();
        try
        {
            var address = gateway.HttpAddress.Replace("http://", "ws://", StringComparison.Ordinal);
            await socket.ConnectAsync(new Uri($"{address}/console/_blazor"), TestContext.Current.CancellationToken);
            return socket;
        }
        catch (WebSocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private static HttpClient Client(TestGateway gateway) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(gateway.HttpAddress) };
}
