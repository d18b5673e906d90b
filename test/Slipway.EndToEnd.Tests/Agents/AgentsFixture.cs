using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Agents;

/// <summary>One server that offers the sample of named entities to agents.</summary>
public sealed class AgentsFixture : IAsyncLifetime
{
    /// <summary>A page's origin that the server was told of.</summary>
    public const string KnownPage = "https://tools.example.com";

    private ServerProcess _server = null!;

    public HttpClient Http { get; private set; } = null!;

    public Uri Endpoint => new(Http.BaseAddress!, "/mcp");

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(
            Checkout.Sample("ner"),
            "--mcp",
            "--mcp-origin",
            KnownPage,
            "--mcp-origin",
            "https://other.example.com/"
        );
        Http = new HttpClient { BaseAddress = new Uri(_server.HttpUrl) };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }
}
