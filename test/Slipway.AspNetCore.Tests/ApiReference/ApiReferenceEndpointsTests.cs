using System.Net;
using Microsoft.OpenApi;
using Slipway.AspNetCore.Tests.Pages;

namespace Slipway.AspNetCore.Tests.ApiReference;

public sealed class ApiReferenceEndpointsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_Asked_NamesTheServerAsTheReaderReachedIt()
    {
        await using var host = await PagesHost.StartAsync([.. SampleModels.All]);

        using var response = await host.Client.GetAsync("/openapi.json", Cancelled);
        var result = OpenApiDocument.Parse(await response.Content.ReadAsStringAsync(Cancelled), OpenApiConstants.Json);

        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        result.Diagnostic!.Errors.Should().BeEmpty();
        result.Document!.Servers!.Single().Url.Should().Be(host.Client.BaseAddress!.ToString().TrimEnd('/'));
    }

    [Fact]
    public async Task Page_Asked_LoadsItsOwnFilesOnly()
    {
        await using var host = await PagesHost.StartAsync();

        using var response = await host.Client.GetAsync("/docs/", Cancelled);
        var html = await response.Content.ReadAsStringAsync(Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        html.Should().Contain("openapi.json").And.NotContain("http://").And.NotContain("https://");
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.Should().Contain("connect-src 'self'").And.NotContain("http");
        (await host.Client.GetAsync("/docs/scalar.js", Cancelled)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Page_AskedTwice_HasAFreshNonceThatItsScriptsCarry()
    {
        await using var host = await PagesHost.StartAsync();

        var first = await NonceAsync();
        var second = await NonceAsync();

        second.Should().NotBe(first);

        async Task<string> NonceAsync()
        {
            using var response = await host.Client.GetAsync("/docs/", Cancelled);
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();
            var nonce = policy.Split("'nonce-")[1].Split('\'')[0];
            var html = await response.Content.ReadAsStringAsync(Cancelled);
            html.Should().Contain($"nonce=\"{nonce}\"");
            return nonce;
        }
    }
}
