using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Browser;

/// <summary>A server of the sample iris.</summary>
public sealed class IrisServer : IAsyncLifetime
{
    private ServerProcess _server = null!;

    public string Url => _server.HttpUrl;

    public async ValueTask InitializeAsync() => _server = await ServerProcess.StartAsync(Checkout.Sample("iris"));

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
