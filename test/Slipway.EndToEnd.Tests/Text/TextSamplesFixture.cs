using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Text;

/// <summary>One server with the samples that take text.</summary>
public sealed class TextSamplesFixture : IAsyncLifetime
{
    public ServerProcess Server { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await ServerProcess.StartAsync([Checkout.Sample("ner"), Checkout.Sample("topic")]);
        Http = new HttpClient { BaseAddress = new Uri(Server.HttpUrl) };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
