using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.AspNetCore.ApiReference;
using Slipway.AspNetCore.Pages;

namespace Slipway.AspNetCore.Tests.Pages;

/// <summary>A real server on a free port that has the pages and nothing else.</summary>
internal sealed class PagesHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PagesHost(WebApplication app)
    {
        _app = app;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(addresses.Addresses.Single()),
        };
    }

    public HttpClient Client { get; }

    public static async Task<PagesHost> StartAsync(params ServedModel[] models)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapLandingPage(_ => models, "1.2.3");
        app.MapApiReference(_ => models, "1.2.3");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new PagesHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
