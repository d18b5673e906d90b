using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Agents;

/// <summary>The protocol's own .NET client, and bare HTTP where that client does not go, against the real server.</summary>
public sealed class McpTests(AgentsFixture agents) : IClassFixture<AgentsFixture>
{
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "2026-07-28")]
    [InlineData("2025-11-25", "2025-11-25")]
    [InlineData("2025-06-18", "2025-06-18")]
    [InlineData("2025-03-26", "2025-03-26")]
    public async Task Agent_OfEachRevision_FindsTheNamesInAText(string? asked, string spoken)
    {
        await using var client = await ConnectAsync(asked);

        var tool = (await client.ListToolsAsync(cancellationToken: Token)).Should().ContainSingle().Subject;
        var result = await tool.CallAsync(
            new Dictionary<string, object?> { ["text"] = "Angela Merkel told Reuters in Berlin." },
            cancellationToken: Token
        );

        client.NegotiatedProtocolVersion.Should().Be(spoken);
        tool.Name.Should().Be("ner");
        tool.Description.Should().Contain("PER");
        tool.JsonSchema.GetProperty("required")[0].GetString().Should().Be("text");
        result.IsError.Should().NotBe(true);
        JsonNode.Parse(result.StructuredContent!.Value.GetRawText())!["entities"]!
            .AsArray()
            .Select(entity => $"{entity!["type"]} {entity["text"]} {entity["start"]}-{entity["end"]}")
            .Should()
            .Equal("PER Angela Merkel 0-13", "ORG Reuters 19-26", "LOC Berlin 30-36");
    }

    [Fact]
    public async Task Agent_ArgumentsThatAreWrong_AreToldInTheResult()
    {
        await using var client = await ConnectAsync(null);
        var result = await client.CallToolAsync(
            "ner",
            new Dictionary<string, object?> { ["txt"] = "Angela Merkel" },
            cancellationToken: Token
        );
        result.IsError.Should().BeTrue();
        result
            .Content.OfType<TextContentBlock>()
            .Single()
            .Text.Should()
            .Contain("'txt' is not known")
            .And.Contain("'text'");
    }

    [Fact]
    public async Task Agent_ToolThatIsNotThere_IsAnErrorOfTheProtocol()
    {
        await using var client = await ConnectAsync(null);
        var error = await FluentActions
            .Awaiting(async () => await client.CallToolAsync("nor", cancellationToken: Token))
            .Should()
            .ThrowAsync<McpProtocolException>();
        error.Which.ErrorCode.Should().Be(McpErrorCode.InvalidParams);
        error.Which.Message.Should().Contain("'nor'").And.Contain("tools/list");
    }

    [Fact]
    public async Task Call_WhoseTimeIsOver_IsToldInTheResult()
    {
        // Takes seconds, in many windows; the time is over before the first of them.
        var text = string.Concat(Enumerable.Repeat("Angela Merkel told Reuters in Berlin. ", 20_000));
        using var response = await PostAsync(
            $$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ner","arguments":{"text":"{{text}}"} } }""",
            ("x-request-timeout-ms", "1")
        );
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var result = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["result"]!;
        ((bool)result["isError"]!).Should().BeTrue();
        ((string)result["content"]![0]!["text"]!).Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData(AgentsFixture.KnownPage, HttpStatusCode.OK)]
    [InlineData("https://other.example.com", HttpStatusCode.OK)]
    [InlineData("http://localhost:6274", HttpStatusCode.OK)]
    public async Task Page_MayCallWhereItsOriginIsKnown(string origin, HttpStatusCode expected)
    {
        using var response = await PostAsync(List, ("Origin", origin));
        response.StatusCode.Should().Be(expected);
        response.Headers.Contains("Access-Control-Allow-Origin").Should().Be(expected == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Serve_WithoutMcp_HasNoEndpoint()
    {
        await using var server = await ServerProcess.StartAsync(Checkout.Sample("iris"));
        using var http = new HttpClient();
        using var content = new StringContent(List, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(new Uri(server.HttpUrl), "/mcp"), content, Token);
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("which is there with --mcp", "--mcp-origin", AgentsFixture.KnownPage)]
    [InlineData("'tools.example.com' must be an origin", "--mcp", "--mcp-origin", "tools.example.com")]
    [InlineData("/tools' must be an origin", "--mcp", "--mcp-origin", "https://tools.example.com/tools")]
    public async Task Serve_OriginThatIsWrong_IsRefusedAtTheStart(string message, params string[] arguments)
    {
        await using var server = ServerProcess.Launch([Checkout.Sample("iris")], ["--http-port", "0", .. arguments]);
        (await server.WaitForExitAsync()).Should().Be(2);
        await server.WaitForOutputAsync(message, Token);
    }

    private Task<McpClient> ConnectAsync(string? version) =>
        McpClient.CreateAsync(
            new HttpClientTransport(
                new HttpClientTransportOptions
                {
                    Endpoint = agents.Endpoint,
                    TransportMode = HttpTransportMode.StreamableHttp,
                }
            ),
            new McpClientOptions { ProtocolVersion = version },
            cancellationToken: Token
        );

    private async Task<HttpResponseMessage> PostAsync(string message, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, agents.Endpoint);
        request.Content = new StringContent(message, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await agents.Http.SendAsync(request, Token);
    }
}
