using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Supervisor.Health;

namespace Slipway.Supervisor.Tests.Health;

public sealed class HealthEndpointProbeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""[{"name":"ner","version":"1","state":"UNAVAILABLE","reason":"waiting to be loaded"}]""", false)]
    [InlineData("""[{"name":"ner","state":"UNAVAILABLE","reason":"no version is whole yet"}]""", false)]
    [InlineData("""[{"name":"ner","version":"1","state":"LOADING"}]""", false)]
    [InlineData("""[{"name":"ner","version":"1","state":"LOADING","cause":"INVALID_MODEL"}]""", false)]
    [InlineData(
        """[{"name":"iris","state":"READY"},{"name":"ner","version":"1","state":"UNAVAILABLE","cause":"INVALID_MODEL"}]""",
        true
    )]
    [InlineData("""{"error":"no index here"}""", false)]
    [InlineData("Not JSON.", false)]
    public async Task Ask_NotReady_TellsWhatWaitsFromWhatFailed(string index, bool hasFailed)
    {
        await using var server = await ServerAsync(503, """{"error":"Models are still loading."}""", index);

        var result = await AskAsync(server);

        result.Should().Be(new ProbeResult(false, true, "Models are still loading.", hasFailed));
    }

    [Fact]
    public async Task Ask_Ready_HasNoMore()
    {
        await using var server = await ServerAsync(200, "", "[]");

        (await AskAsync(server)).Should().Be(new ProbeResult(true, true, null));
    }

    [Fact]
    public async Task Ask_NothingListens_DoesNotLive()
    {
        var server = await ServerAsync(200, "", "[]");
        var port = Port(server);
        await server.DisposeAsync();

        using var http = new HttpClient();
        var result = await new HealthEndpointProbe(http, port, TimeSpan.FromSeconds(10)).AskAsync(Token);

        result.IsLive.Should().BeFalse();
    }

    private static async Task<ProbeResult> AskAsync(WebApplication server)
    {
        using var http = new HttpClient();
        return await new HealthEndpointProbe(http, Port(server), TimeSpan.FromSeconds(30)).AskAsync(Token);
    }

    private static int Port(WebApplication server) =>
        new Uri(
            server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()
        ).Port;

    private static async Task<WebApplication> ServerAsync(int status, string ready, string index)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapGet("/v2/health/ready", () => Results.Text(ready, statusCode: status));
        server.MapPost("/v2/repository/index", () => Results.Text(index));
        await server.StartAsync(Token);
        return server;
    }
}
