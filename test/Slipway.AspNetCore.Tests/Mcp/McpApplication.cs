using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.AspNetCore.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.AspNetCore.Tests.Mcp;

/// <summary>The test application with MCP on and a model that measures texts, and how to post messages to it.</summary>
internal static class McpApplication
{
    public static Task<TestApplication> StartAsync(
        Action<ModelServerOptions>? configure = null,
        FakeRuntime? runtime = null,
        string config = ""
    ) =>
        TestApplication.StartAsync(
            server =>
            {
                server.Tasks.Add(new LengthTask());
                server.Mcp = true;
                configure?.Invoke(server);
            },
            runtime,
            config: "task: length\ndescription: As long as it is.\n" + config
        );

    public static Task<HttpResponseMessage> PostAsync(
        this TestApplication application,
        string message,
        params (string Name, string Value)[] headers
    ) => application.PostAsync(message, "application/json", headers);

    public static async Task<HttpResponseMessage> PostAsync(
        this TestApplication application,
        string message,
        string mediaType,
        (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(message));
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await application.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
}
