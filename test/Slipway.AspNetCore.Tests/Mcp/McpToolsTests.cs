using System.Net;
using System.Text.Json.Nodes;
using Slipway.AspNetCore.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.AspNetCore.Tests.Mcp;

public sealed class McpToolsTests
{
    [Fact]
    public async Task List_ModelWithATask_IsATool()
    {
        await using var application = await McpApplication.StartAsync();
        var tools = (await AskAsync(application, "tools/list", "{}"))["result"]!["tools"]!.AsArray();

        var tool = tools.Should().ContainSingle().Subject!;
        ((string)tool["name"]!).Should().Be("echo");
        ((string)tool["description"]!).Should().Be("Measures a text.\n\nAs long as it is.");
        ((string)tool["inputSchema"]!["type"]!).Should().Be("object");
        tool["inputSchema"]!["properties"]!["text"].Should().NotBeNull();
        ((string)tool["outputSchema"]!["type"]!).Should().Be("object");
        ((bool)tool["annotations"]!["readOnlyHint"]!).Should().BeTrue();
    }

    [Fact]
    public async Task List_ModelOfTensorsAlone_IsNoTool()
    {
        await using var application = await TestApplication.StartAsync(server => server.Mcp = true);
        (await AskAsync(application, "tools/list", "{}"))["result"]!["tools"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task List_ManyModels_ComesInPagesOfNamesThatEveryClientTakes()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 130; i++)
        {
            folder.Write($"models/m {i:000}/model.fake", "");
            folder.Write($"models/m {i:000}/model.yaml", "task: length\n");
        }

        await using var application = await McpApplication.StartAsync(server => server.AddModel(folder["models"]));

        var names = new List<string>();
        string? cursor = null;
        var pages = 0;
        do
        {
            var result = (
                await AskAsync(application, "tools/list", cursor is null ? "{}" : $$"""{"cursor":"{{cursor}}"}""")
            )["result"]!;
            names.AddRange(result["tools"]!.AsArray().Select(tool => (string)tool!["name"]!));
            cursor = (string?)result["nextCursor"];
            pages++;
        } while (cursor is not null);

        pages.Should().Be(2);
        names.Should().HaveCount(131).And.OnlyHaveUniqueItems();
        names.Should().OnlyContain(name => name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || c == '-'));
        var answer = await AskAsync(
            application,
            "tools/call",
            $$"""{"name":"{{names.First(name => name != "echo")}}","arguments":{"text":"abc"} }"""
        );
        ((int)answer["result"]!["structuredContent"]!["length"]!).Should().Be(3);
    }

    [Fact]
    public async Task Call_GivesTheAnswerAsTextAndAsJson()
    {
        await using var application = await McpApplication.StartAsync();
        var answer = await AskAsync(
            application,
            "tools/call",
            """{"name":"echo","arguments":{"text":"aé🎉","times":2}}"""
        );

        answer
            .ToJsonString()
            .Should()
            .Be(
                """{"jsonrpc":"2.0","id":5,"result":{"content":[{"type":"text","text":"{\u0022length\u0022:8}"}],"structuredContent":{"length":8},"isError":false}}"""
            );
    }

    [Theory]
    [InlineData("""{"text":"a","times":11}""", "'times' is 1 to 9")]
    [InlineData("""{"txt":"a"}""", "'txt' is not known")]
    [InlineData("{}", "text")]
    [InlineData("""{"text":"refused"}""", "is refused")]
    [InlineData("""{"text":["a","b"]}""", "one request at a time")]
    public async Task Call_WhatTheModelRefuses_IsAnAnswerThatAnAgentCanRead(string arguments, string words)
    {
        await using var application = await McpApplication.StartAsync();
        var result = (await AskAsync(application, "tools/call", $$"""{"name":"echo","arguments":{{arguments}} }"""))[
            "result"
        ]!;

        ((bool)result["isError"]!).Should().BeTrue();
        ((string)result["content"]![0]!["text"]!).Should().Contain(words);
        result["structuredContent"].Should().BeNull();
    }

    [Theory]
    [InlineData("tools/call", """{"name":"other"}""", "no tool 'other'")]
    [InlineData("tools/call", "{}", "'name' is missing")]
    [InlineData("tools/call", """{"name":"echo","arguments":[1]}""", "'arguments' is an object")]
    [InlineData("tools/list", """{"cursor":"%"}""", "'cursor'")]
    public async Task Parameters_ThatAreWrong_AreAnError(string method, string parameters, string words)
    {
        await using var application = await McpApplication.StartAsync();
        var error = (await AskAsync(application, method, parameters))["error"]!;
        ((int)error["code"]!).Should().Be(-32602);
        ((string)error["message"]!).Should().Contain(words);
    }

    private static async Task<JsonNode> AskAsync(TestApplication application, string method, string parameters)
    {
        using var response = await application.PostAsync(
            $$"""{"jsonrpc":"2.0","id":5,"method":"{{method}}","params":{{parameters}} }""",
            ("MCP-Protocol-Version", "2025-06-18")
        );
        // The official client of TypeScript takes anything else for a failure of the connection.
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return await response.JsonAsync();
    }
}
