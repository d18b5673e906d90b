using System.Text;
using Slipway.Errors;
using Slipway.Oci.Artifacts;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;
using Slipway.Oci.Tests.Unpacking;
using Slipway.Oci.Unpacking;

namespace Slipway.Oci.Tests.Artifacts;

/// <summary>What others have made, and what nobody should have.</summary>
public sealed class StoredModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LayoutFolder _layout;

    public StoredModelTests() => _layout = LayoutFolder.OpenOrCreate(_folder["layout"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pull_ArtifactOfArchives_HasTheirFiles()
    {
        await ArtifactAsync(
            await LayerAsync(new TestLayer().File("model.onnx", "weights").Pack($"{TestArtifact.Weight}.tar")),
            await LayerAsync(
                new TestLayer()
                    .File("tokenizer/vocab.txt", "a b")
                    .Pack("application/vnd.cncf.model.weight.config.v1.tar+gzip")
            ),
            await RawAsync("README.md", "read me")
        );
        await PullAsync();
        Files().Should().Equal("README.md=read me", "model.onnx=weights", "tokenizer/vocab.txt=a b");
    }

    /// <summary>As tools write it that know files only.</summary>
    [Fact]
    public async Task Pull_RawLayerWithATitle_HasItsName()
    {
        var layer = await TestImage.AddBlobAsync(_layout, $"{TestArtifact.Weight}.raw", "weights");
        await ArtifactAsync(layer with { Annotations = new() { ["org.opencontainers.image.title"] = "1/model.onnx" } });
        await PullAsync();
        Files().Should().Equal("1/model.onnx=weights");
    }

    [Fact]
    public async Task Pull_TwoFilesOfOneContent_AreBothThere()
    {
        await ArtifactAsync(await RawAsync("a.onnx", "same"), await RawAsync("b.onnx", "same"));
        await PullAsync();
        Files().Should().Equal("a.onnx=same", "b.onnx=same");
    }

    [Fact]
    public async Task Pull_ServiceImage_HasWhatIsInModels()
    {
        await ImageAsync(
            """{"architecture":"amd64","os":"linux","config":{"Entrypoint":["/server"]},"rootfs":{"type":"layers","diff_ids":[]}}""",
            new TestLayer().File("server", "binary").File("models/iris/1/model.onnx", "weights")
        );
        (await StoredModel.FindAsync(_layout, "1", Token)).Kind.Should().Be(StoredModelKind.Service);
        await PullAsync();
        Files().Should().Equal("iris/1/model.onnx=weights");
    }

    [Fact]
    public async Task Pull_ServiceImageThatSaysWhatItsLayersAre_FetchesThatOfTheModelAlone()
    {
        var config = await TestImage.AddBlobAsync(
            _layout,
            MediaTypes.Config,
            """{"architecture":"amd64","os":"linux","config":{"Entrypoint":["/server"]},"rootfs":{"type":"layers","diff_ids":[]}}"""
        );
        var (absent, _) = new TestLayer().File("models/other/1/model.onnx", "not here").Pack();
        var model = await LayerAsync(new TestLayer().File("models/iris/1/model.onnx", "weights").Pack());
        var manifest = new Manifest
        {
            Config = config,
            Layers =
            [
                absent with
                {
                    Annotations = new() { ["slipway.layer"] = "server" },
                },
                model with
                {
                    Annotations = new() { ["slipway.layer"] = "model" },
                },
            ],
        };
        await _layout.AddManifestAsync(ManifestContent.Of(manifest), "1", Token);

        await PullAsync();

        Files().Should().Equal("iris/1/model.onnx=weights");
    }

    [Fact]
    public async Task Pull_ServiceImageWithoutModels_IsNoModel()
    {
        await ImageAsync(
            """{"architecture":"amd64","os":"linux","config":{"Cmd":["/bin/sh"]},"rootfs":{"type":"layers","diff_ids":[]}}""",
            new TestLayer().File("bin/sh", "binary")
        );
        (await RefusedAsync()).Reason.Should().Be("not-a-model");
    }

    [Fact]
    public async Task Find_ArtifactOfAnotherKind_IsNoModel()
    {
        var config = await TestImage.AddBlobAsync(_layout, MediaTypes.Empty, "{}");
        var chart = ManifestContent.Of(
            new Manifest
            {
                ArtifactType = "application/vnd.example.chart",
                Config = config,
                Layers = [],
            }
        );
        await _layout.AddManifestAsync(chart, "1", Token);
        var failure = await RefusedAsync();
        failure.Reason.Should().Be("not-a-model");
        failure.Message.Should().Contain("application/vnd.example.chart").And.Contain("slipway push");
    }

    [Theory]
    [InlineData("../evil.onnx")]
    [InlineData("/tmp/evil.onnx")]
    [InlineData("a/../../evil.onnx")]
    [InlineData("")]
    public async Task Pull_RawLayerThatLeadsOut_IsRefused(string path)
    {
        await ArtifactAsync(await RawAsync("model.onnx", "weights"), await RawAsync(path, "evil"));
        (await RefusedAsync()).Reason.Should().BeOneOf(UnpackingErrors.BadName, UnpackingErrors.BadArchive);
    }

    [Fact]
    public async Task Pull_RawLayerWithoutAName_IsRefused()
    {
        await ArtifactAsync(await TestImage.AddBlobAsync(_layout, $"{TestArtifact.Weight}.raw", "weights"));
        (await RefusedAsync()).Message.Should().Contain("org.cncf.model.filepath");
    }

    [Fact]
    public async Task Pull_RawLayerTwice_IsRefused()
    {
        await ArtifactAsync(await RawAsync("model.onnx", "one"), await RawAsync("model.onnx", "two"));
        (await RefusedAsync()).Message.Should().Contain("twice");
    }

    [Fact]
    public async Task Find_Zstd_IsRefusedBeforeItIsFetched()
    {
        var zstd = await TestImage.AddBlobAsync(_layout, $"{TestArtifact.Weight}.tar+zstd", "whatever");
        var find = () => ArtifactAsync(zstd);
        (await find.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("unsupported-compression");
    }

    [Fact]
    public async Task Pull_MoreThanAllowed_IsRefusedBeforeItIsFetched()
    {
        var layer = await RawAsync("model.onnx", "weights");
        await ArtifactAsync(layer with { Size = 1L << 49 }, layer with { Size = 1L << 49 });
        (await RefusedAsync()).Reason.Should().Be(UnpackingErrors.TooLarge);
    }

    [Fact]
    public async Task Pull_FolderThatHoldsSomething_IsReplacedOnlyWhenAsked()
    {
        await ArtifactAsync(await RawAsync("model.onnx", "new"));
        Directory.CreateDirectory(_folder["out/old"]);
        File.WriteAllText(_folder["out/old/model.onnx"], "old");

        (await RefusedAsync(leaves: ["old/model.onnx=old"])).Message.Should().Contain("--force");
        await PullAsync(replace: true);

        Files().Should().Equal("model.onnx=new");
        Directory.EnumerateFileSystemEntries(_folder["out"]).Should().ContainSingle();
    }

    [Fact]
    public async Task Pull_ThatFails_LeavesWhatWasThere()
    {
        await ArtifactAsync(await RawAsync("model.onnx", "new"), await RawAsync("../evil", "x"));
        Directory.CreateDirectory(_folder["out"]);
        File.WriteAllText(_folder["out/model.onnx"], "old");

        await RefusedAsync(replace: true, leaves: ["model.onnx=old"]);
    }

    [Fact]
    public async Task Pull_EmptyFolder_KeepsItsPlace()
    {
        if (OperatingSystem.IsWindows())
            return;
        await ArtifactAsync(await RawAsync("model.onnx", "new"));
        var folder = Directory.CreateDirectory(_folder["out"]);
        folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

        await PullAsync();

        Files().Should().Equal("model.onnx=new");
        new DirectoryInfo(_folder["out"]).UnixFileMode.Should().Be(folder.UnixFileMode, "it is the same folder");
    }

    private Task<StoredModel> ArtifactAsync(params Descriptor[] layers) => TestArtifact.AddAsync(_layout, "1", layers);

    private async Task ImageAsync(string config, TestLayer layer)
    {
        var manifest = new Manifest
        {
            Config = await TestImage.AddBlobAsync(_layout, MediaTypes.Config, config),
            Layers = [await LayerAsync(layer.Pack())],
        };
        await _layout.AddManifestAsync(ManifestContent.Of(manifest), "1", Token);
    }

    private Task<Descriptor> RawAsync(string path, string content) => TestArtifact.RawAsync(_layout, path, content);

    private async Task<Descriptor> LayerAsync((Descriptor Layer, byte[] Bytes) packed)
    {
        await _layout.AddAsync(
            packed.Layer,
            _ => Task.FromResult<Stream>(new MemoryStream(packed.Bytes)),
            progress: null,
            Token
        );
        return packed.Layer;
    }

    [Fact]
    public async Task Pull_OverWhatCannotBeMoved_LeavesEverythingThatWasThere()
    {
        await ArtifactAsync(await RawAsync("model.onnx", "new"));
        Directory.CreateDirectory(_folder["out/a"]);
        await File.WriteAllTextAsync(_folder["out/a/model.onnx"], "old", Token);
        await File.WriteAllTextAsync(_folder["out/z.onnx"], "old", Token);
        using var mounted = SmallDisk.Mount(_folder["out/m"]);
        await File.WriteAllTextAsync(_folder["out/m/other.onnx"], "old", Token);

        await RefusedAsync(replace: true, leaves: ["a/model.onnx=old", "m/other.onnx=old", "z.onnx=old"]);
    }

    private async Task PullAsync(bool replace = false)
    {
        var model = await StoredModel.FindAsync(_layout, "1", Token);
        var pull = new ModelPull(_layout, 1 << 20, new ContentCopyOptions());
        await pull.RunAsync(model, _folder["out"], replace, Token);
    }

    private async Task<ServingException> RefusedAsync(bool replace = false, params string[] leaves)
    {
        var pull = () => PullAsync(replace);
        var failure = (await pull.Should().ThrowAsync<ServingException>()).Which;
        (Directory.Exists(_folder["out"]) ? Files() : []).Should().Equal(leaves);
        Directory
            .EnumerateFileSystemEntries(_folder.Root)
            .Select(Path.GetFileName)
            .Should()
            .BeSubsetOf(["layout", "out"], "nothing half-written stays");
        return failure;
    }

    private IEnumerable<string> Files() =>
        Directory
            .EnumerateFiles(_folder["out"], "*", SearchOption.AllDirectories)
            .Select(file => $"{Path.GetRelativePath(_folder["out"], file)}={File.ReadAllText(file, Encoding.UTF8)}")
            .Order(StringComparer.Ordinal);
}
