using System.IO.Compression;
using Slipway.Errors;
using Slipway.Oci.Artifacts;
using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Layers;
using Slipway.Oci.References;
using Slipway.Oci.Registries;
using Slipway.Serving.Sources;
using Slipway.Serving.Sources.Remote;
using Slipway.Serving.Sources.Remote.Registries;
using Slipway.Serving.Tests.Sources.Remote.Mirroring;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Sources.Remote.Registries;

/// <summary>Models in a real registry.</summary>
public sealed class RegistryMirrorTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly RegistryClient _client = new(new RegistryOptions());
    private DockerRegistry _registry = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Address => $"oci://{_registry.Host}/team/iris:1";

    public async ValueTask InitializeAsync() => _registry = await DockerRegistry.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_registry is not null)
            await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1-files")]
    public async Task Model_OfEitherForm_IsPlacedUnderItsRepositorysName(string tag)
    {
        await PushAsync("1", ("1/model.onnx", "weights"), ("model.yaml", "x"));
        await using var host = await StartAsync($"oci://{_registry.Host}/team/iris:{tag}");
        host.Mirror.Plan!.Single.Should().Be("iris");
        host.Files().Should().Equal(Files(("iris/1/model.onnx", "weights"), ("iris/model.yaml", "x")));
    }

    /// <summary>As <c>slipway build</c> makes it: programs, and a repository of models.</summary>
    [Theory]
    [InlineData("iris")]
    [InlineData("iris", "ner")]
    public async Task ServiceImage_HasItsModelsByTheirOwnNames(params string[] models)
    {
        var files = new LayerFiles();
        files.AddFile("app/server", "program"u8.ToArray());
        files.AddLink("app/link", "/etc");
        foreach (var model in models)
            files.AddFile($"models/{model}/1/model.fake", "weights"u8.ToArray());
        await PushServiceAsync(files);

        using var source = new RemoteModelSource(
            $"oci://{_registry.Host}/team/service:1",
            null,
            new PackageForms([new FakeRuntime()]),
            MirrorHost.Options(_folder),
            TimeProvider.System
        );
        var listing = await source.ListAsync(Token);

        listing.Broken.Should().BeEmpty();
        listing.Models.Select(model => model.Name).Should().BeEquivalentTo(models);
    }

    [Fact]
    public async Task Tag_Moves_IsFollowed()
    {
        await PushAsync("1", ("model.onnx", "old"));
        await using var host = await StartAsync(Address);

        await PushAsync("1", ("model.onnx", "new"), ("labels.txt", "a"));

        await host.UntilAsync(() => host.Files().Count == 2);
        host.Files().Should().Equal(Files(("iris/model.onnx", "new"), ("iris/labels.txt", "a")));
        host.Mirror.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Digest_StaysWhatItIs()
    {
        var pushed = await PushAsync("1", ("model.onnx", "old"));
        await PushAsync("1", ("model.onnx", "new"));
        await using var host = await StartAsync($"oci://{_registry.Host}/team/iris@{pushed.Artifact.Digest}");
        host.Files().Should().Equal(Files(("iris/model.onnx", "old")));
    }

    [Fact]
    public async Task Registry_GoesAway_LeavesWhatIsThere()
    {
        await PushAsync("1", ("model.onnx", "weights"));
        await using (var host = await StartAsync(Address))
        {
            await _registry.DisposeAsync();
            await host.UntilAsync(() => host.Mirror.Failure is not null);
            host.Mirror.Failure!.Reason.Should().Be("registry-unreachable");
            host.Files().Should().Equal(Files(("iris/model.onnx", "weights")));
        }

        await using var next = await StartAsync(Address);
        next.Files().Should().Equal(Files(("iris/model.onnx", "weights")));
    }

    [Fact]
    public async Task Blob_Corrupted_LeavesTheOldVersionAndSaysWhy()
    {
        await PushAsync("1", ("model.onnx", "old"));
        await using var host = await StartAsync(Address);
        var pushed = await PushAsync("2", ("model.onnx", "new"));
        var blob = Digest.Of("new"u8);
        await File.WriteAllTextAsync(_registry.FileOf(blob.Hex), "bad", Token);

        await RetagAsync(pushed.Artifact, "1");

        await host.UntilAsync(() => host.Mirror.Problems.Count > 0);
        host.Mirror.Problems["iris"].Reason.Should().Be("corrupt-content");
        host.Files().Should().Equal(Files(("iris/model.onnx", "old")));
        Directory
            .EnumerateFiles(_folder["cache/registries/content"], "*", SearchOption.AllDirectories)
            .Should()
            .NotContain(file => file.Contains(blob.Hex, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tag_Unknown_IsTold()
    {
        await using var host = await StartAsync(Address);
        host.Mirror.Failure!.Code.Should().Be(ServingErrorCode.NotFound);
        host.Files().Should().BeEmpty();
    }

    [Fact]
    public async Task Model_TooLarge_IsRefusedUnfetched()
    {
        await PushAsync("1", ("model.onnx", new string('w', 5000)));
        var options = MirrorHost.Options(_folder);
        options.MaxModelBytes = 4000;
        await using var host = await MirrorHost.StartAsync(Address, options);
        host.Mirror.Problems["iris"].Reason.Should().Be(RemoteException.TooLarge);
        Directory.Exists(_folder["cache/registries/content"]).Should().BeFalse();
    }

    [Fact]
    public async Task Check_Refuses_NothingIsFetchedNorTakenFromTheDisk()
    {
        await PushAsync("1", ("model.onnx", "weights"));
        await (await StartAsync(Address)).DisposeAsync();
        Directory.Delete(_folder["cache/registries"], recursive: true);
        var check = new Refusal();
        var options = MirrorHost.Options(_folder);
        options.RegistryCheck = check;

        await using var host = await MirrorHost.StartAsync(Address, options);

        host.Mirror.Failure!.Reason.Should().Be("not-signed");
        check.Seen!.Kind.Should().Be(StoredModelKind.Artifact);
        host.Files().Should().BeEmpty("what was there was let in by nobody");
        Directory.Exists(_folder["cache/registries"]).Should().BeFalse();
    }

    private Task<MirrorHost> StartAsync(string address) => MirrorHost.StartAsync(address, MirrorHost.Options(_folder));

    private async Task<PushedModel> PushAsync(string tag, params (string Path, string Content)[] files)
    {
        var root = $"model-{Guid.NewGuid():N}";
        foreach (var (path, content) in files)
            _folder.Write($"{root}/{path}", content);
        var push = new ModelPush(Repository(), new LayerCache(_folder["layers"]), new ContentCopyOptions());
        return await push.RunAsync(ModelFiles.Of(_folder[root]), tag, Token);
    }

    private async Task RetagAsync(Descriptor manifest, string tag)
    {
        var content = await Repository().ResolveAsync(manifest.Digest.ToString(), Token);
        await Repository().AddManifestAsync(content, tag, Token);
    }

    private async Task PushServiceAsync(LayerFiles files)
    {
        var layer = await new LayerCache(_folder["layers"]).GetAsync(
            files,
            DateTimeOffset.UnixEpoch,
            CompressionLevel.Fastest,
            Token
        );
        var image = new ImageAssembly
        {
            Platform = Platform.LinuxArm64,
            Layers = [(layer.Layer, "a test")],
            Process = new ProcessConfig { EntryPoint = ["/app/server"] },
        }.Assemble();
        var target = Repository("service");
        await layer.AddToAsync(target, progress: null, Token);
        await target.AddAsync(
            image.Manifest.AsManifest().Config,
            _ => Task.FromResult<Stream>(new MemoryStream(image.Config.ToArray())),
            progress: null,
            Token
        );
        await target.AddManifestAsync(image.Manifest, "1", Token);
    }

    private RegistryRepository Repository(string name = "iris") =>
        _client.Open(ImageReference.Parse($"{_registry.Host}/team/{name}"));

    private static Dictionary<string, string> Files(params (string Path, string Content)[] files) =>
        files.ToDictionary(file => file.Path, file => file.Content);

    private sealed class Refusal : IRegistryCheck
    {
        public StoredModel? Seen { get; private set; }

        public string Key => "nobody";

        public Task CheckAsync(RegistryRepository repository, StoredModel model, CancellationToken cancellationToken)
        {
            Seen = model;
            throw new ServingException(ServingErrorCode.FailedPrecondition, "It is not signed.")
            {
                Reason = "not-signed",
            };
        }
    }
}
