using System.IO.Compression;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Layers;
using Slipway.Oci.Layouts;

namespace Slipway.Oci.Tests.Images;

public sealed class ImageAssemblyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LayoutFolder _layout;
    private readonly LayerCache _cache;

    public ImageAssemblyTests() =>
        (_layout, _cache) = (LayoutFolder.OpenOrCreate(_folder["layout"]), new LayerCache(_folder["cache"]));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Assemble_OnABase_HasItsLayersBelowAndItsSettings()
    {
        var (baseImage, layer) = (await AddBaseAsync(), await LayerAsync("server"));

        var image = Assembly(baseImage, layer).Assemble();

        var config = OciJson.Read(image.Config.Span, OciJson.Context.ImageConfig, "The config");
        config.RootFileSystem.DiffIds.Should().Equal([.. baseImage.Config.RootFileSystem.DiffIds, $"{layer.DiffId}"]);
        config.Config!.Environment.Should().Equal("PATH=/bin", "LANG=C.UTF-8", "SLIPWAY=1");
        config.Config.User.Should().Be("65532:65532");
        config.Config.Labels.Should().Equal(new Dictionary<string, string> { ["base"] = "kept", ["model"] = "iris" });
        config.History!.Select(entry => entry.CreatedBy).Should().Equal("the base", "slipway build: server");
        var manifest = image.Manifest.AsManifest();
        manifest.Layers.Should().HaveCount(2).And.OnlyContain(blob => blob.MediaType == MediaTypes.LayerGzip);
        manifest.Config.Should().Be(Descriptor.Of(MediaTypes.Config, image.Config.Span));
    }

    [Fact]
    public async Task Assemble_Again_IsTheSameImage()
    {
        var (baseImage, layer) = (await AddBaseAsync(), await LayerAsync("server"));

        var (one, other) = (Assembly(baseImage, layer).Assemble(), Assembly(baseImage, layer).Assemble());

        other.Manifest.Descriptor.Should().Be(one.Manifest.Descriptor);
    }

    [Fact]
    public async Task Read_IndexWithThePlatform_IsItsImage()
    {
        await AddBaseAsync();

        var read = await BaseImage.ReadAsync(_layout, "base", Platform.Parse("linux/arm64/v8"), Token);

        read.Config.Architecture.Should().Be("arm64");
    }

    [Fact]
    public async Task Read_IndexWithoutThePlatform_NamesThoseItHas()
    {
        await AddBaseAsync();

        var read = () => BaseImage.ReadAsync(_layout, "base", Platform.Parse("linux/riscv64"), Token);

        (await read.Should().ThrowAsync<ServingException>().WithMessage("*linux/riscv64*linux/amd64, linux/arm64*"))
            .Which.Reason.Should()
            .Be("no-such-platform");
    }

    [Fact]
    public async Task Get_SameFilesAgain_AreNotCompressedAgain()
    {
        var first = await _cache.GetAsync(Files("server"), DateTimeOffset.UnixEpoch, CompressionLevel.Optimal, Token);
        var written = File.GetLastWriteTimeUtc(first.File);
        File.SetLastWriteTimeUtc(first.File, written.AddDays(-1));

        var second = await _cache.GetAsync(Files("server"), DateTimeOffset.UnixEpoch, CompressionLevel.Optimal, Token);

        second.Should().Be(first);
        File.GetLastWriteTimeUtc(second.File).Should().Be(written.AddDays(-1));
        Directory.EnumerateFiles(_folder["cache"]).Should().HaveCount(2, "a layer and what it is");
    }

    [Fact]
    public async Task Add_EntryThatWasChanged_IsRefused()
    {
        var layer = await _cache.GetAsync(Files("server"), DateTimeOffset.UnixEpoch, CompressionLevel.Optimal, Token);
        var bytes = File.ReadAllBytes(layer.File);
        bytes[^20] ^= 1;
        File.WriteAllBytes(layer.File, bytes);

        var add = () => layer.AddToAsync(_layout, progress: null, Token);

        (await add.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("corrupt-content");
    }

    [Fact]
    public async Task Get_EntryOfAnotherLength_IsMadeAnew()
    {
        var first = await _cache.GetAsync(Files("server"), DateTimeOffset.UnixEpoch, CompressionLevel.Optimal, Token);
        File.WriteAllText(first.File, "cut off");

        var second = await _cache.GetAsync(Files("server"), DateTimeOffset.UnixEpoch, CompressionLevel.Optimal, Token);

        await second.AddToAsync(_layout, progress: null, Token);
        (await _layout.HasAsync(first.Layer.Descriptor, Token)).Should().BeTrue();
    }

    private static ImageAssembly Assembly(BaseImage baseImage, WrittenLayer layer) =>
        new()
        {
            Platform = Platform.LinuxAmd64,
            Base = baseImage,
            Layers = [(layer, "slipway build: server")],
            Process = new ProcessConfig
            {
                User = "65532:65532",
                EntryPoint = ["/app/Slipway.Server"],
                Environment = ["LANG=C.UTF-8", "SLIPWAY=1"],
                Labels = new(StringComparer.Ordinal) { ["model"] = "iris" },
            },
        };

    private static LayerFiles Files(string name)
    {
        var files = new LayerFiles();
        files.AddFile($"app/{name}", "#!"u8.ToArray(), LayerFiles.Program);
        return files;
    }

    private async Task<WrittenLayer> LayerAsync(string name) =>
        (await _cache.GetAsync(Files(name), DateTimeOffset.UnixEpoch, CompressionLevel.Optimal, Token)).Layer;

    private async Task<BaseImage> AddBaseAsync()
    {
        List<AssembledImage> images = [];
        foreach (var platform in (Platform[])[Platform.LinuxAmd64, Platform.LinuxArm64])
        {
            var layer = await _cache.GetAsync(Files("libc"), DateTimeOffset.UnixEpoch, CompressionLevel.Optimal, Token);
            var image = new ImageAssembly
            {
                Platform = platform,
                Layers = [(layer.Layer, "the base")],
                Process = new ProcessConfig
                {
                    User = "root",
                    Environment = ["PATH=/bin", "LANG=C"],
                    Labels = new(StringComparer.Ordinal) { ["base"] = "kept" },
                },
            }.Assemble();
            await layer.AddToAsync(_layout, progress: null, Token);
            await _layout.AddAsync(
                image.Manifest.AsManifest().Config,
                _ => Task.FromResult<Stream>(new MemoryStream(image.Config.ToArray())),
                progress: null,
                Token
            );
            await _layout.AddManifestAsync(image.Manifest, tag: null, Token);
            images.Add(image);
        }

        await _layout.AddManifestAsync(AssembledImage.Index(images, annotations: null), "base", Token);
        return await BaseImage.ReadAsync(_layout, "base", Platform.LinuxAmd64, Token);
    }
}
