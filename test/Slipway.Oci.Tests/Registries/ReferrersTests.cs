using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.References;
using Slipway.Oci.Registries;
using Slipway.Oci.Registries.Authentication;
using Slipway.Oci.Supply;
using Slipway.TestUtilities;

namespace Slipway.Oci.Tests.Registries;

/// <summary>Registries that list referrers, and those that leave it to their clients, as Debian's does.</summary>
public sealed class ReferrersTests : IAsyncLifetime
{
    private const string First = "application/vnd.example.first";
    private const string Second = "application/vnd.example.second";

    private readonly RegistryClient _client = new(
        new RegistryOptions { Credentials = new Nobody(), FirstWait = TimeSpan.FromMilliseconds(1) }
    );
    private SpecRegistry _spec = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _spec = await SpecRegistry.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _spec.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task List_RegistryThatLists_GivesAllPagesAndOnlyTheType(bool filters)
    {
        (_spec.Manifests.PageLength, _spec.Manifests.Filters) = (2, filters);
        var repository = Open(_spec.Host);
        var image = await TestImage.AddAsync(repository, "1", "layer");
        for (var i = 0; i < 5; i++)
            await AttachAsync(repository, image, First, $"document {i}");
        await AttachAsync(repository, image, Second, "another");

        var all = await repository.ListReferrersAsync(image.Descriptor.Digest, null, Token);
        var ofType = await repository.ListReferrersAsync(image.Descriptor.Digest, First, Token);

        all.Should().HaveCount(6);
        ofType.Should().HaveCount(5).And.OnlyContain(entry => entry.ArtifactType == First);
        _spec.Manifests.Names.Should().NotContain(name => name.StartsWith("sha256-"), "the registry keeps the list");
    }

    [Theory]
    [InlineData(404)]
    [InlineData(400)]
    [InlineData(405)]
    public async Task List_RegistryThatDoesNotKnowIt_IsWhatTheTagSays(int status)
    {
        _spec.Manifests.ListStatus = status;
        var repository = Open(_spec.Host);
        var image = await TestImage.AddAsync(repository, "1", "layer");

        await AttachAsync(repository, image, First, "document");

        var digest = image.Descriptor.Digest;
        _spec.Manifests.Names.Should().Contain($"sha256-{digest.Hex}");
        (await repository.ListReferrersAsync(digest, First, Token)).Should().ContainSingle();
        (await repository.ListReferrersAsync(digest, Second, Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task List_RegistryThatFails_Fails()
    {
        _spec.Manifests.ListStatus = 403;

        var list = () => Open(_spec.Host).ListReferrersAsync(Digest.Of("image"u8), null, Token);

        (await list.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("registry-denied");
    }

    [Fact]
    public async Task List_WithoutEnd_IsGivenUp()
    {
        _spec.Manifests.NeverEnds = true;

        var list = () => Open(_spec.Host).ListReferrersAsync(Digest.Of("image"u8), null, Token);

        (await list.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("list-too-long");
    }

    [Fact]
    public async Task Attach_DebiansRegistryManyAtOnce_KeepsAllInTheTag()
    {
        await using var debian = await DockerRegistry.StartAsync();
        var repository = Open(debian.Host);
        var image = await TestImage.AddAsync(repository, "1", "layer");

        await Parallel.ForAsync(
            0,
            8,
            Token,
            async (i, _) => await AttachAsync(Open(debian.Host), image, First, $"document {i}")
        );

        var referrers = await repository.ListReferrersAsync(image.Descriptor.Digest, First, Token);
        referrers.Should().HaveCount(8);
        var documents = new List<string>();
        foreach (var referrer in referrers)
        {
            var manifest = await repository.ResolveAsync($"{referrer.Digest}", Token);
            manifest.Subject()!.Digest.Should().Be(image.Descriptor.Digest);
            documents.Add(await TestImage.ReadAsync(repository, manifest.AsManifest().Layers[0]));
        }

        documents.Order().Should().Equal(Enumerable.Range(0, 8).Select(i => $"document {i}"));
        referrers[0].Annotations.Should().ContainKey("note");
    }

    [Fact]
    public async Task Attach_TheSameAgain_IsListedOnce()
    {
        _spec.Manifests.ListStatus = 404;
        var repository = Open(_spec.Host);
        var image = await TestImage.AddAsync(repository, "1", "layer");

        await AttachAsync(repository, image, First, "document");
        await AttachAsync(repository, image, First, "document");

        (await repository.ListReferrersAsync(image.Descriptor.Digest, null, Token)).Should().ContainSingle();
    }

    [Fact]
    public async Task Attach_TagOfTheListIsAnImage_IsRefused()
    {
        _spec.Manifests.ListStatus = 404;
        var repository = Open(_spec.Host);
        var image = await TestImage.AddAsync(repository, "1", "layer");
        await TestImage.AddAsync(repository, $"sha256-{image.Descriptor.Digest.Hex}", "taken");

        var attach = () => AttachAsync(repository, image, First, "document");

        await attach.Should().ThrowAsync<ServingException>().WithMessage("*names an image*");
    }

    [Fact]
    public async Task List_NothingThere_IsEmpty()
    {
        await using var debian = await DockerRegistry.StartAsync();

        (await Open(debian.Host).ListReferrersAsync(Digest.Of("image"u8), null, Token)).Should().BeEmpty();
        (await Open(_spec.Host).ListReferrersAsync(Digest.Of("image"u8), null, Token)).Should().BeEmpty();
    }

    private static Task<ManifestContent> AttachAsync(
        RegistryRepository repository,
        ManifestContent image,
        string type,
        string text
    ) =>
        Attachment.AddAsync(
            repository,
            image.Descriptor,
            new AttachedDocument(
                type,
                "text/plain",
                System.Text.Encoding.UTF8.GetBytes(text),
                new() { ["note"] = text }
            ),
            Token
        );

    private RegistryRepository Open(string host) => _client.Open(ImageReference.Parse($"{host}/iris"));

    private sealed class Nobody : IRegistryCredentials
    {
        public Task<RegistryCredential?> FindAsync(
            string registry,
            string repository,
            CancellationToken cancellationToken
        ) => Task.FromResult<RegistryCredential?>(null);
    }
}
