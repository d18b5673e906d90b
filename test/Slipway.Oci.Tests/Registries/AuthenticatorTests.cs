using System.Net;
using System.Net.Http.Headers;
using Slipway.Oci.Registries;
using Slipway.Oci.Registries.Authentication;
using Authorization = Slipway.Oci.Registries.Authentication.Authorization;

namespace Slipway.Oci.Tests.Registries;

public sealed class AuthenticatorTests : IDisposable
{
    private static readonly TokenScope Scope = new("registry.example", "team/iris", Push: true);

    private readonly HttpClient _http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Answer_TheRegistry_GetsItsCredentials()
    {
        var answer = await AskedByAsync("https://registry.example/v2/");

        answer!.Header.Scheme.Should().Be("Basic");
    }

    [Theory]
    [InlineData("https://storage.example/blob")]
    [InlineData("https://registry.example:8443/v2/")]
    [InlineData("http://registry.example/v2/")]
    public async Task Answer_SomebodyElse_GetsNothing(string address) =>
        (await AskedByAsync(address)).Should().BeNull();

    [Fact]
    public async Task Known_SomebodyElse_GetsNothing()
    {
        using var response = Challenge("https://registry.example/v2/");
        var authenticator = new Authenticator(_http, new RegistryOptions(), new Known());
        await authenticator.AnswerAsync(response, Scope, refused: null, Token);

        authenticator.Known(new Uri("https://registry.example/v2/"), Scope).Should().NotBeNull();
        authenticator.Known(new Uri("http://registry.example/v2/"), Scope).Should().BeNull();
        authenticator.Known(new Uri("https://other.example/v2/"), Scope).Should().BeNull();
    }

    [Theory]
    [InlineData("https://registry.example/v2/a", "/v2/b", "https://registry.example/v2/b")]
    [InlineData(
        "https://registry.example:8443/v2/a",
        "http://registry.example/v2/b",
        "https://registry.example:8443/v2/b"
    )]
    [InlineData("https://registry.example/v2/a", "https://storage.example/b", "https://storage.example/b")]
    [InlineData("http://127.0.0.1:5000/v2/a", "http://127.0.0.1:5000/v2/b", "http://127.0.0.1:5000/v2/b")]
    public void Follow_AddressOfARegistryBehindAProxy_StaysEncrypted(string current, string pointed, string expected) =>
        RegistryAddress
            .Follow(new Uri(current), new Uri(pointed, UriKind.RelativeOrAbsolute))
            .Should()
            .Be(new Uri(expected));

    private async Task<Authorization?> AskedByAsync(string address)
    {
        using var response = Challenge(address);
        var authenticator = new Authenticator(_http, new RegistryOptions(), new Known());
        return await authenticator.AnswerAsync(response, Scope, refused: null, Token);
    }

    private static HttpResponseMessage Challenge(string address) =>
        new(HttpStatusCode.Unauthorized)
        {
            RequestMessage = new HttpRequestMessage(HttpMethod.Get, address),
            Headers = { WwwAuthenticate = { new AuthenticationHeaderValue("Basic", "realm=\"tests\"") } },
        };

    private sealed class Known : IRegistryCredentials
    {
        public Task<RegistryCredential?> FindAsync(
            string registry,
            string repository,
            CancellationToken cancellationToken
        ) => Task.FromResult<RegistryCredential?>(new RegistryCredential("slip", "secret"));
    }
}
