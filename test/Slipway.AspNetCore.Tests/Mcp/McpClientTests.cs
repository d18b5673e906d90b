using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Slipway.AspNetCore.Tests.Hosting;

namespace Slipway.AspNetCore.Tests.Mcp;

/// <summary>The protocol's own .NET client, as it comes and in the revisions with a handshake.</summary>
public sealed class McpClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("2025-11-25")]
    [InlineData("2025-06-18")]
    [InlineData("2025-03-26")]
    public async Task Client_OfTheProtocol_FindsAndCallsTheModel(string? version)
    {
        await using var application = await McpApplication.StartAsync();
        await using var client = await ConnectAsync(application, version);

        var tools = await client.ListToolsAsync(cancellationToken: Token);
        var tool = tools.Should().ContainSingle().Subject;
        var good = await tool.CallAsync(
            new Dictionary<string, object?> { ["text"] = "abc", ["times"] = 2 },
            cancellationToken: Token
        );
        var bad = await tool.CallAsync(new Dictionary<string, object?> { ["text"] = 5 }, cancellationToken: Token);

        client.NegotiatedProtocolVersion.Should().Be(version ?? "2026-07-28");
        client.ServerInfo!.Name.Should().Be("slipway");
        tool.Name.Should().Be("echo");
        tool.ReturnJsonSchema!.Value.GetProperty("type").GetString().Should().Be("object");
        good.IsError.Should().NotBe(true);
        JsonSerializer.Serialize(good.StructuredContent).Should().Be("""{"length":6}""");
        good.Content.OfType<TextContentBlock>().Single().Text.Should().Be("""{"length":6}""");
        bad.IsError.Should().BeTrue();
        bad.Content.OfType<TextContentBlock>().Single().Text.Should().Contain("'text'");
    }

    private static Task<McpClient> ConnectAsync(TestApplication application, string? version)
    {
        var transport = new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = new Uri(application.Http.BaseAddress!, "/mcp"),
                TransportMode = HttpTransportMode.StreamableHttp,
            }
        );
        return McpClient.CreateAsync(
            transport,
            new McpClientOptions { ProtocolVersion = version },
            cancellationToken: Token
        );
    }
}
