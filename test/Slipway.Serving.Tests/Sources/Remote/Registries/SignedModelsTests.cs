using Slipway.Errors;
using Slipway.Oci.Artifacts;
using Slipway.Oci.Content;
using Slipway.Oci.Layers;
using Slipway.Oci.References;
using Slipway.Oci.Registries;
using Slipway.Oci.Signatures;
using Slipway.Serving.Sources.Remote.Registries;
using Slipway.Serving.Tests.Sources.Remote.Mirroring;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Sources.Remote.Registries;

/// <summary>Models of a real registry, which must be signed.</summary>
public sealed class SignedModelsTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly RegistryClient _client = new(new RegistryOptions());
    private readonly SigningKey _key = SigningKey.Create();
    private DockerRegistry _registry = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Address => $"oci://{_registry.Host}/team/iris:1";

    public async ValueTask InitializeAsync()
    {
        _registry = await DockerRegistry.StartAsync();
        _folder.Write("key.pub", _key.Public.ToPem());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _key.Dispose();
        if (_registry is not null)
            await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Model_NotSigned_IsRefusedUnfetchedUntilItIs()
    {
        var pushed = await PushAsync("weights");
        await using var host = await StartAsync();
        host.Mirror.Failure!.Reason.Should().Be(SignatureErrors.Missing);
        host.Files().Should().BeEmpty();
        Directory.Exists(_folder["cache/registries/content"]).Should().BeFalse();

        await SignAsync(_key, pushed.Artifact);

        await host.UntilAsync(() => host.Files().Count > 0);
        host.Files().Values.Should().Equal("weights");
    }

    [Fact]
    public async Task Tag_MovesToWhatIsNotSigned_LeavesWhatIs()
    {
        using var other = SigningKey.Create();
        await SignAsync(_key, (await PushAsync("good")).Artifact);
        await using var host = await StartAsync();
        host.Files().Values.Should().Equal("good");

        await SignAsync(other, (await PushAsync("bad")).Artifact);

        await host.UntilAsync(() => host.Mirror.Failure?.Reason == SignatureErrors.OtherKey);
        host.Files().Values.Should().Equal("good");
    }

    [Fact]
    public void Read_NoKeys_IsNoCheck() => SignedModels.Read([]).Should().BeNull();

    [Fact]
    public void Read_NoKeyInTheFile_IsRefused()
    {
        var read = () => SignedModels.Read([_folder.Write("no.pub", "hello")]);

        read.Should().Throw<ServingException>().WithMessage("*no.pub*");
    }

    private Task<MirrorHost> StartAsync()
    {
        var options = MirrorHost.Options(_folder);
        options.RegistryCheck = SignedModels.Read([_folder["key.pub"]]);
        return MirrorHost.StartAsync(Address, options);
    }

    private Task<PushedModel> PushAsync(string weights)
    {
        var root = $"model-{Guid.NewGuid():N}";
        _folder.Write($"{root}/model.onnx", weights);
        var push = new ModelPush(Repository(), new LayerCache(_folder["layers"]), new ContentCopyOptions());
        return push.RunAsync(ModelFiles.Of(_folder[root]), "1", Token);
    }

    private Task<bool> SignAsync(SigningKey key, Descriptor manifest) =>
        new ImageSigner(key, "iris").SignAsync(Repository(), Repository(), manifest.Digest, Token);

    private RegistryRepository Repository() => _client.Open(ImageReference.Parse($"{_registry.Host}/team/iris"));
}
