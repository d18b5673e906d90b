using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Slipway.Deployment;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Hosting;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Control;

public sealed class RemoteControlTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-control-").FullName;

    private string TokenFile => Path.Combine(_folder, "token");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Token_IsTheFilesAndIsReadAgain()
    {
        await using var gateway = await StartAsync();
        // The secret is not there yet.
        (await AskAsync(gateway, "", "/traffic"))
            .Should()
            .Be(HttpStatusCode.Unauthorized);
        (await AskAsync(gateway, "one", "/traffic")).Should().Be(HttpStatusCode.Unauthorized);

        await File.WriteAllTextAsync(TokenFile, "one\n", Token);
        await Eventually.BecomesAsync(async () => await AskAsync(gateway, "one", "/traffic") == HttpStatusCode.OK);
        (await AskAsync(gateway, "on", "/traffic")).Should().Be(HttpStatusCode.Unauthorized);
        (await AskAsync(gateway, null, "/traffic")).Should().Be(HttpStatusCode.Unauthorized);

        await File.WriteAllTextAsync(TokenFile, "another", Token);
        await Eventually.BecomesAsync(async () => await AskAsync(gateway, "another", "/traffic") == HttpStatusCode.OK);
        (await AskAsync(gateway, "one", "/traffic")).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Token_InASecretsVolume_IsReadAgainWhenTheLinkLeadsElsewhere()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        foreach (var name in (string[])["one", "two"])
        {
            Directory.CreateDirectory(Path.Combine(_folder, $"..{name}"));
            await File.WriteAllTextAsync(Path.Combine(_folder, $"..{name}", "token"), name, Token);
            File.SetLastWriteTimeUtc(
                Path.Combine(_folder, $"..{name}", "token"),
                DateTime.UnixEpoch.AddDays(name.Length + name[0])
            );
        }

        var data = Path.Combine(_folder, "..data");
        Directory.CreateSymbolicLink(data, "..one");
        File.CreateSymbolicLink(TokenFile, Path.Combine("..data", "token"));
        await using var gateway = await StartAsync();
        (await AskAsync(gateway, "one", "/traffic")).Should().Be(HttpStatusCode.OK);

        File.Delete(data);
        Directory.CreateSymbolicLink(data, "..two");

        await Eventually.BecomesAsync(async () => await AskAsync(gateway, "two", "/traffic") == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/health", HttpStatusCode.ServiceUnavailable)]
    [InlineData("/traffic", HttpStatusCode.OK)]
    [InlineData("/waiting", HttpStatusCode.NotFound)]
    [InlineData("/routes", HttpStatusCode.NotFound)]
    [InlineData("/v2/models", HttpStatusCode.NotFound)]
    [InlineData("/livez", HttpStatusCode.NotFound)]
    public async Task Get_IsForTrafficAndHealthAlone(string path, HttpStatusCode code)
    {
        await File.WriteAllTextAsync(TokenFile, "secret", Token);
        await using var gateway = await StartAsync();

        (await AskAsync(gateway, "secret", path)).Should().Be(code);
    }

    [Fact]
    public async Task Routes_CannotBePutThere()
    {
        await File.WriteAllTextAsync(TokenFile, "secret", Token);
        await using var gateway = await StartAsync();
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");

        using var response = await client.PutAsJsonAsync(
            gateway.Remote("/routes"),
            Tables.Of(1),
            DeploymentJson.Default.RoutingTable,
            Token
        );

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        gateway.Table.Generation.Should().Be(0);
    }

    [Fact]
    public async Task PublicPort_TellsNothingOfIt()
    {
        await File.WriteAllTextAsync(TokenFile, "secret", Token);
        await using var gateway = await StartAsync();

        using var response = await gateway.SendAsync(
            gateway.Http,
            HttpMethod.Get,
            "/traffic",
            "",
            "Authorization: Bearer secret"
        );

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private Task<TestGateway> StartAsync() =>
        TestGateway.StartAsync(
            new GatewayConfig(),
            change: arguments => arguments with { Remote = new RemoteControlArguments(0, TokenFile) }
        );

    private static async Task<HttpStatusCode> AskAsync(TestGateway gateway, string? token, string path)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, gateway.Remote(path));
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var response = await client.SendAsync(request, Token);
        return response.StatusCode;
    }
}
