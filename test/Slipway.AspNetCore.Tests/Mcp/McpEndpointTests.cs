using System.Net;
using Slipway.AspNetCore.Tests.Hosting;

namespace Slipway.AspNetCore.Tests.Mcp;

public sealed class McpEndpointTests
{
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mcp_WithoutBeingAskedFor_IsNotThere()
    {
        await using var application = await TestApplication.StartAsync();
        using var response = await application.PostAsync(List);
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Mcp_StreamsAndSessions_AreNotOffered(string method)
    {
        await using var application = await McpApplication.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/mcp");
        using var response = await application.Http.SendAsync(request, Token);
        response.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.Should().Equal("POST");
    }

    [Theory]
    [InlineData("2025-03-26", "2025-03-26")]
    [InlineData("2025-06-18", "2025-06-18")]
    [InlineData("2025-11-25", "2025-11-25")]
    [InlineData("2024-11-05", "2025-11-25")]
    [InlineData("2026-07-28", "2025-11-25")]
    public async Task Initialize_EachRevision_IsAnsweredWithOneThatHasAHandshake(string wanted, string given)
    {
        await using var application = await McpApplication.StartAsync(server => server.ServerName = "mine");
        using var response = await application.PostAsync(
            """{"jsonrpc":"2.0","id":"a","method":"initialize","params":{"protocolVersion":"WANTED","capabilities":{}}}""".Replace(
                "WANTED",
                wanted,
                StringComparison.Ordinal
            )
        );

        var answer = await response.JsonAsync();
        ((string)answer["id"]!).Should().Be("a");
        ((string)answer["result"]!["protocolVersion"]!).Should().Be(given);
        ((string)answer["result"]!["serverInfo"]!["name"]!).Should().Be("mine");
        answer["result"]!["capabilities"]!.ToJsonString().Should().Be("""{"tools":{"listChanged":false}}""");
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/initialized"}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"result":{}}""")]
    public async Task Notification_Any_IsTakenWithoutAnAnswer(string message)
    {
        await using var application = await McpApplication.StartAsync();
        using var response = await application.PostAsync(message, ("MCP-Protocol-Version", "2025-06-18"));
        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await response.Content.ReadAsStringAsync(Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task Ping_IsAnsweredByNothing()
    {
        await using var application = await McpApplication.StartAsync();
        using var response = await application.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"ping"}""");
        (await response.JsonAsync()).ToJsonString().Should().Be("""{"jsonrpc":"2.0","id":1,"result":{}}""");
    }

    [Theory]
    [InlineData("{", 400, -32700, "no JSON")]
    [InlineData("7", 400, -32600, "2.0")]
    [InlineData("""{"id":1,"method":"ping"}""", 400, -32600, "2.0")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"ping"}""", 400, -32600, "'id'")]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", 400, -32600, "'method'")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}""", 400, -32600, "'params'")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"\ud800"}""", 400, -32600, "Unicode")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"resources/list"}""", 200, -32601, "tools/list")]
    [InlineData("[]", 400, -32600, "1 to 64")]
    public async Task Message_ThatIsWrong_IsAnsweredByAnErrorOfJsonRpc(string body, int status, int code, string words)
    {
        await using var application = await McpApplication.StartAsync();
        using var response = await application.PostAsync(body);
        ((int)response.StatusCode).Should().Be(status);
        var error = (await response.JsonAsync())["error"]!;
        ((int)error["code"]!).Should().Be(code);
        ((string)error["message"]!).Should().Contain(words);
    }

    [Fact]
    public async Task Batch_OfTheFirstRevision_IsAnsweredTogether()
    {
        await using var application = await McpApplication.StartAsync();
        const string batch =
            """[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/x"},{"jsonrpc":"2.0","id":2,"method":"no"}]""";

        using var first = await application.PostAsync(batch);
        using var later = await application.PostAsync(batch, ("MCP-Protocol-Version", "2025-06-18"));

        (await first.JsonAsync()).AsArray().Select(answer => (int)answer!["id"]!).Should().Equal(1, 2);
        later.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("https://tools.example.org", HttpStatusCode.Forbidden)]
    [InlineData("https://tools.example.com", HttpStatusCode.OK)]
    [InlineData("http://localhost:6274", HttpStatusCode.OK)]
    [InlineData("http://127.0.0.1", HttpStatusCode.OK)]
    [InlineData("file://", HttpStatusCode.Forbidden)]
    public async Task Origin_OfAPage_IsAllowedWhereItIsKnown(string origin, HttpStatusCode expected)
    {
        await using var application = await McpApplication.StartAsync(server =>
            server.McpOrigins.Add("https://tools.example.com/")
        );
        using var response = await application.PostAsync(List, ("Origin", origin));
        response.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task Origin_NameThatThePageHadResolvedToThisMachine_IsRefused()
    {
        await using var application = await McpApplication.StartAsync();
        using var response = await application.PostAsync(
            List,
            ("Origin", "http://evil.example"),
            ("Host", "evil.example")
        );
        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("--mcp-origin");
    }

    [Theory]
    [InlineData("OPTIONS")]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("POST")]
    public async Task Origin_ThatIsNotKnown_IsRefusedWhateverItAsks(string method)
    {
        await using var application = await McpApplication.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/mcp");
        request.Headers.Add("Origin", "http://evil.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using var response = await application.Http.SendAsync(request, Token);
        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        response.Headers.Should().NotContain(header => header.Key.StartsWith("Access-Control"));
    }

    [Fact]
    public async Task Page_ThatMayCall_MayAskFirstAndReadTheAnswer()
    {
        await using var application = await McpApplication.StartAsync(server => server.MaxRequestBytes = 1000);
        const string page = "http://localhost:6274";
        using var ask = new HttpRequestMessage(HttpMethod.Options, "/mcp");
        ask.Headers.Add("Origin", page);
        ask.Headers.Add("Access-Control-Request-Method", "POST");
        ask.Headers.Add("Access-Control-Request-Headers", "content-type,mcp-protocol-version");

        using var asked = await application.Http.SendAsync(ask, Token);
        using var answered = await application.PostAsync(List, ("Origin", page));
        using var refused = await application.PostAsync(List + new string(' ', 2000), ("Origin", page));

        asked.StatusCode.Should().Be(HttpStatusCode.NoContent);
        Header(asked, "Access-Control-Allow-Methods").Should().Be("POST");
        Header(asked, "Access-Control-Allow-Headers").Should().Be("content-type,mcp-protocol-version");
        refused.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        foreach (var response in (HttpResponseMessage[])[asked, answered, refused])
        {
            Header(response, "Access-Control-Allow-Origin").Should().Be(page);
            Header(response, "Vary").Should().Be("Origin");
        }
    }

    [Theory]
    [InlineData("text/plain", "*/*", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=utf-8", "application/*", HttpStatusCode.OK)]
    [InlineData("application/json", "text/event-stream", HttpStatusCode.NotAcceptable)]
    [InlineData("application/json", "application/json;q=0, text/event-stream", HttpStatusCode.NotAcceptable)]
    public async Task MediaTypes_OfBothSides_AreJson(string sent, string accepted, HttpStatusCode expected)
    {
        await using var application = await McpApplication.StartAsync();
        using var response = await application.PostAsync(List, sent, [("Accept", accepted)]);
        response.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task Body_OverTheLimit_IsRefused()
    {
        await using var application = await McpApplication.StartAsync(server => server.MaxRequestBytes = 1000);
        using var response = await application.PostAsync(List + new string(' ', 2000));
        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    private static string Header(HttpResponseMessage response, string name) =>
        string.Join('|', response.Headers.GetValues(name));
}
