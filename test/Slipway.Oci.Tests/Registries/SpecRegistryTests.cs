using System.Security.Cryptography;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.References;
using Slipway.Oci.Registries;
using Slipway.Oci.Registries.Authentication;

namespace Slipway.Oci.Tests.Registries;

/// <summary>What the specification allows and Debian's registry does not do.</summary>
public sealed class SpecRegistryTests : IAsyncLifetime
{
    private const int Large = 8 << 20;

    private SpecRegistry _registry = null!;
    private FaultyProxy _proxy = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _registry = await SpecRegistry.StartAsync();
        _proxy = new FaultyProxy(_registry.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3 << 20)]
    public async Task Add_ConnectionCutInTheMiddle_IsResumed(int? chunk)
    {
        var blob = RandomNumberGenerator.GetBytes(Large);
        using var client = Client(chunk: chunk);
        _proxy.CutUpload(Large / 2);

        await AddAsync(client, _proxy.Host, blob);

        _proxy.Cuts.Should().Be(1);
        _registry.Blobs.Should().ContainKey(Digest.Of(blob).ToString());
        _registry.Uploads.Should().Be(1, "the same upload goes on");
        // What came before the cut is not sent again, but for what was on its way.
        // A part that was cut is sent again from its beginning where the registry has not kept what it had of it.
        _proxy.BytesToRegistry.Should().BeInRange(Large, Large + (chunk ?? 0) + (Large / 3));
    }

    [Fact]
    public async Task Open_ConnectionCutInTheMiddle_GoesOnFromThere()
    {
        var blob = RandomNumberGenerator.GetBytes(Large);
        using var client = Client();
        await AddAsync(client, _registry.Host, blob);
        _proxy.CutDownload(Large / 2);

        var there = client.Open(ImageReference.Parse($"{_proxy.Host}/iris"));
        await using var stream = await there.OpenAsync(Descriptor.Of(MediaTypes.LayerGzip, blob), Token);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read, Token);

        read.ToArray().Should().Equal(blob);
        _proxy.Cuts.Should().Be(1);
    }

    [Fact]
    public async Task Add_RegistryWithTokens_AsksOnceForWhatItNeeds()
    {
        _registry.WantsTokens = true;
        using var client = Client(new RegistryCredential("slip", "secret"));

        await AddAsync(client, _registry.Host, RandomNumberGenerator.GetBytes(Large));
        await AddAsync(client, _registry.Host, RandomNumberGenerator.GetBytes(100));

        _registry.TokenRequests.Should().Equal("GET repository:iris:pull,push repository:iris:pull slip:secret");
        _registry.Blobs.Should().HaveCount(2);
    }

    [Fact]
    public async Task Add_IdentityToken_IsChangedForAnother()
    {
        _registry.WantsTokens = true;
        using var client = Client(new RegistryCredential("", SpecRegistry.RefreshToken, IsToken: true));

        await AddAsync(client, _registry.Host, RandomNumberGenerator.GetBytes(100));

        _registry
            .TokenRequests.Should()
            .Equal($"POST repository:iris:pull,push repository:iris:pull {SpecRegistry.RefreshToken}");
    }

    [Fact]
    public async Task Add_WithoutCredentials_AsksForATokenForNobody()
    {
        _registry.WantsTokens = true;
        using var client = Client();

        await AddAsync(client, _registry.Host, RandomNumberGenerator.GetBytes(100));

        _registry.TokenRequests.Should().ContainSingle().Which.Should().EndWith("nobody");
    }

    [Fact]
    public async Task Add_WrongPassword_SaysWhatToDo()
    {
        _registry.WantsTokens = true;
        using var client = Client(new RegistryCredential("slip", "wrong"));

        var add = () => AddAsync(client, _registry.Host, RandomNumberGenerator.GetBytes(100));

        (await add.Should().ThrowAsync<ServingException>().WithMessage("*podman login*"))
            .Which.Reason.Should()
            .Be("registry-unauthorized");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(Large)]
    public async Task Add_RegistryThatFailsForAWhile_IsTriedAgain(int length)
    {
        var blob = RandomNumberGenerator.GetBytes(length);
        using var client = Client();
        _registry.Failures = 3;

        await AddAsync(client, _registry.Host, blob);

        _registry.Blobs.Should().ContainKey(Digest.Of(blob).ToString());
    }

    [Fact]
    public async Task Add_RegistryThatGoesOnFailing_IsGivenUp()
    {
        using var client = Client();
        _registry.Failures = int.MaxValue;

        var add = () => AddAsync(client, _registry.Host, RandomNumberGenerator.GetBytes(100));

        (await add.Should().ThrowAsync<ServingException>().WithMessage("*503*"))
            .Which.Code.Should()
            .Be(ServingErrorCode.Unavailable);
        _registry.Failures.Should().Be(int.MaxValue - 5);
    }

    private static Task AddAsync(RegistryClient client, string host, byte[] blob) =>
        client
            .Open(ImageReference.Parse($"{host}/iris"))
            .AddAsync(
                Descriptor.Of(MediaTypes.LayerGzip, blob),
                _ => Task.FromResult<Stream>(new MemoryStream(blob)),
                progress: null,
                Token
            );

    private static RegistryClient Client(RegistryCredential? credential = null, int? chunk = null) =>
        new(
            new RegistryOptions
            {
                Credentials = new Known(credential),
                ChunkBytes = chunk,
                FirstWait = TimeSpan.FromMilliseconds(1),
            }
        );

    private sealed class Known(RegistryCredential? credential) : IRegistryCredentials
    {
        public Task<RegistryCredential?> FindAsync(
            string registry,
            string repository,
            CancellationToken cancellationToken
        ) => Task.FromResult(credential);
    }
}
