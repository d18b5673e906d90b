using System.Net;
using System.Text;
using Slipway.AspNetCore.Tests.Hosting;

namespace Slipway.AspNetCore.Tests.Mcp;

/// <summary>Revision 2026-07-28: each message by itself, its headers held against it.</summary>
public sealed class McpHeadersTests
{
    private const string Version = "2026-07-28";
    private const string Call = ",\"name\":\"echo\",\"arguments\":{\"text\":\"abc\"}";

    [Fact]
    public async Task Discover_NamesTheRevisionsAndTheServer()
    {
        await using var application = await McpApplication.StartAsync();
        using var response = await AskAsync(application, "server/discover", "");
        var result = (await response.JsonAsync())["result"]!;
        result["supportedVersions"]!
            .AsArray()
            .Select(version => (string)version!)
            .Should()
            .Equal("2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26");
        ((string)result["resultType"]!).Should().Be("complete");
        ((string)result["_meta"]!["io.modelcontextprotocol/serverInfo"]!["name"]!).Should().Be("slipway");
        result["ttlMs"].Should().NotBeNull();
    }

    [Fact]
    public async Task List_SaysHowLongItIsFresh()
    {
        await using var application = await McpApplication.StartAsync();
        using var response = await AskAsync(application, "tools/list", "");
        var result = (await response.JsonAsync())["result"]!;
        result["tools"]!.AsArray().Should().ContainSingle();
        ((int)result["ttlMs"]!).Should().BePositive();
        ((string)result["cacheScope"]!).Should().Be("private");
    }

    [Fact]
    public async Task Call_NameInTheHeader_MayBeEncoded()
    {
        await using var application = await McpApplication.StartAsync();
        var encoded = $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes("echo"))}?=";
        using var response = await AskAsync(application, "tools/call", Call, ("Mcp-Name", encoded));
        ((int)(await response.JsonAsync())["result"]!["structuredContent"]!["length"]!).Should().Be(3);
    }

    [Theory]
    [InlineData("MCP-Protocol-Version", "2025-06-18")]
    [InlineData("MCP-Protocol-Version", "")]
    [InlineData("Mcp-Method", "tools/list")]
    [InlineData("Mcp-Method", "")]
    [InlineData("Mcp-Name", "other")]
    [InlineData("Mcp-Name", "")]
    [InlineData("Mcp-Name", "=?base64?%%?=")]
    public async Task Header_ThatIsNotWhatTheBodySays_IsRefused(string name, string value)
    {
        await using var application = await McpApplication.StartAsync();
        using var response = await AskAsync(application, "tools/call", Call, ("Mcp-Name", "echo"), (name, value));
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        ((int)(await response.JsonAsync())["error"]!["code"]!).Should().Be(-32020);
    }

    [Fact]
    public async Task Version_OfTheFuture_IsAnsweredWithThoseThatThereAre()
    {
        await using var application = await McpApplication.StartAsync();
        using var byBody = await AskAsync(application, "tools/list", "", version: "2099-01-01");
        using var byHeader = await application.PostAsync(
            """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""",
            ("MCP-Protocol-Version", "2099-01-01")
        );
        foreach (var response in new[] { byBody, byHeader })
        {
            response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
            var error = (await response.JsonAsync())["error"]!;
            ((int)error["code"]!).Should().Be(-32022);
            error["data"]!["supported"]!.AsArray().Should().HaveCount(4);
            ((string)error["data"]!["requested"]!).Should().Be("2099-01-01");
        }
    }

    [Fact]
    public async Task Version_InTheHeaderAlone_IsRefused()
    {
        await using var application = await McpApplication.StartAsync();
        using var response = await application.PostAsync(
            """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""",
            ("MCP-Protocol-Version", Version)
        );
        ((int)(await response.JsonAsync())["error"]!["code"]!).Should().Be(-32020);
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("initialize")]
    [InlineData("prompts/list")]
    public async Task Method_ThatTheRevisionDoesNotHave_IsNotFound(string method)
    {
        await using var application = await McpApplication.StartAsync();
        using var response = await AskAsync(application, method, "");
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        ((int)(await response.JsonAsync())["error"]!["code"]!).Should().Be(-32601);
    }

    private static Task<HttpResponseMessage> AskAsync(
        TestApplication application,
        string method,
        string parameters,
        params (string Name, string Value)[] headers
    ) => AskAsync(application, method, parameters, Version, headers);

    private static Task<HttpResponseMessage> AskAsync(
        TestApplication application,
        string method,
        string parameters,
        string version,
        params (string Name, string Value)[] headers
    )
    {
        const string meta = "io.modelcontextprotocol/";
        var own = $$"""{"{{meta}}protocolVersion":"{{version}}","{{meta}}clientCapabilities":{} }""";
        return application.PostAsync(
            $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{"_meta":{{own}}{{parameters}} } }""",
            [("MCP-Protocol-Version", version), ("Mcp-Method", method), .. headers]
        );
    }
}
