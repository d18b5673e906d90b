using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Tasks;

/// <summary>The real server on one model of texts, asked over its typed API.</summary>
internal sealed class TextServer : IAsyncDisposable
{
    private readonly ServerProcess _server;
    private readonly HttpClient _http;

    private TextServer(ServerProcess server)
    {
        _server = server;
        _http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public HttpClient Http => _http;

    /// <summary>Starts it on a folder, whose name is the model's.</summary>
    public static async Task<TextServer> StartAsync(string folder) => new(await ServerProcess.StartAsync(folder));

    /// <summary>The answer to a JSON body, which must be given.</summary>
    public async Task<JsonNode> AskAsync(string model, string json)
    {
        var (status, body) = await SendAsync(model, json, "application/json");
        status.Should().Be(HttpStatusCode.OK, body);
        return JsonNode.Parse(body)!;
    }

    /// <summary>The message with which a JSON body is refused.</summary>
    public async Task<string> RefusalAsync(
        string model,
        string json,
        HttpStatusCode expected = HttpStatusCode.BadRequest
    )
    {
        var (status, body) = await SendAsync(model, json, "application/json");
        status.Should().Be(expected, body);
        return JsonDocument.Parse(body).RootElement.GetProperty("error").GetString()!;
    }

    public async Task<(HttpStatusCode Status, string Body)> SendAsync(string model, string body, string mediaType)
    {
        using var content = new StringContent(body, Encoding.UTF8, mediaType);
        using var response = await _http.PostAsync($"/models/{model}", content, Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }
}
