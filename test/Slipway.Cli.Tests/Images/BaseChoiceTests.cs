using System.Text;
using Slipway.Cli.Images;
using Slipway.Cli.Images.Build;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;
using Slipway.Oci.Registries;
using Slipway.Oci.Signatures;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Images;

public sealed class BaseChoiceTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SigningKey _key = SigningKey.Create();
    private readonly RegistryClient _client = new(new RegistryOptions());
    private readonly ContentSources _sources;

    public BaseChoiceTests() => _sources = new ContentSources(_client);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _sources.Dispose();
        _client.Dispose();
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Find_BaseThatMustBeSigned_IsRefusedUnlessItIs()
    {
        var (layout, digest) = await AddBaseAsync();
        var policy = SignaturePolicy.Read([_folder.Write("key.pub", _key.Public.ToPem())]);
        var find = () => FindAsync(policy);

        (await find.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be(SignatureErrors.Missing);
        File.Exists(_folder["iris.slipway.lock"]).Should().BeFalse("what is refused is not locked");

        await new ImageSigner(_key, "registry.example/base").SignAsync(layout, layout, digest, Token);

        (await find()).Image!.Value.Image.Manifest.Digest.Should().Be(digest);
    }

    [Fact]
    public async Task Find_NothingNeedBeSigned_IsTaken()
    {
        var (_, digest) = await AddBaseAsync();

        (await FindAsync(policy: null)).Image!.Value.Image.Manifest.Digest.Should().Be(digest);
    }

    private async Task<BaseLayers> FindAsync(SignaturePolicy? policy)
    {
        var locks = LockFile.Open(_folder["iris.slipway.lock"], anew: false);
        var bases = new BaseChoice(_sources, ImageCache.OfUser(), locks, policy);
        var found = await bases.FindAsync(
            $"oci:{_folder["images"]}:1",
            Platform.LinuxAmd64,
            DateTimeOffset.UnixEpoch,
            Token
        );
        locks.Save();
        return found;
    }

    private async Task<(LayoutFolder Layout, Digest Digest)> AddBaseAsync()
    {
        var layout = LayoutFolder.OpenOrCreate(_folder["images"]);
        var config = Encoding.UTF8.GetBytes(
            """{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"""
        );
        var descriptor = Descriptor.Of(MediaTypes.Config, config);
        await layout.AddAsync(
            descriptor,
            _ => Task.FromResult<Stream>(new MemoryStream(config)),
            progress: null,
            Token
        );
        var manifest = ManifestContent.Of(new Manifest { Config = descriptor, Layers = [] });
        await layout.AddManifestAsync(manifest, "1", Token);
        return (layout, manifest.Descriptor.Digest);
    }
}
