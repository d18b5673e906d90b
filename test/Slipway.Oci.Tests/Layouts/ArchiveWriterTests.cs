using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Layers;
using Slipway.Oci.Layouts;

namespace Slipway.Oci.Tests.Layouts;

public sealed class ArchiveWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LayoutFolder _layout;

    public ArchiveWriterTests() => _layout = LayoutFolder.OpenOrCreate(_folder["layout"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WriteOci_Index_HoldsAllOfIt()
    {
        var index = await TestImage.AddIndexAsync(_layout, "1");
        await TestImage.AddAsync(_layout, "other", "of another image");

        var entries = await ReadAsync(target => new ArchiveWriter(_layout).WriteOciAsync(index, "1", target, Token));

        entries.Keys.Should().StartWith(["oci-layout", "index.json"]);
        entries.Should().HaveCount(2 + 7, "an index, two manifests, one config, three layers");
        foreach (
            var (name, content) in entries.Where(entry => entry.Key.StartsWith("blobs/", StringComparison.Ordinal))
        )
            name.Should().Be($"blobs/sha256/{Digest.Of(content).Hex}");
    }

    [Fact]
    public async Task WriteDocker_Image_NamesItsLayersInOrder()
    {
        var image = await TestImage.AddAsync(_layout, "1", "lower", "upper");

        var entries = await ReadAsync(target =>
            new ArchiveWriter(_layout).WriteDockerAsync(image, "team/iris:1", target, Token)
        );

        using var manifest = JsonDocument.Parse(entries["manifest.json"]);
        var only = manifest.RootElement.EnumerateArray().Should().ContainSingle().Subject;
        only.GetProperty("RepoTags")[0].GetString().Should().Be("team/iris:1");
        only.GetProperty("Layers")
            .EnumerateArray()
            .Select(layer => System.Text.Encoding.UTF8.GetString(entries[layer.GetString()!]))
            .Should()
            .Equal("lower", "upper");
        entries.Should().ContainKey(only.GetProperty("Config").GetString()!);
    }

    [Fact]
    public async Task WriteDocker_Index_IsRefused()
    {
        var index = await TestImage.AddIndexAsync(_layout, "1");

        var write = () => new ArchiveWriter(_layout).WriteDockerAsync(index, "iris:1", Stream.Null, Token);

        (await write.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("docker-archive");
    }

    [Theory]
    [InlineData("oci:layout:1")]
    [InlineData("oci-archive:oci.tar:1")]
    [InlineData("docker-archive:docker.tar")]
    public async Task Skopeo_EachForm_IsUnderstood(string form)
    {
        SkipWithout("skopeo");
        await AddRealImageAsync();
        var image = await _layout.ResolveAsync("1", Token);
        await using (var oci = File.Create(_folder["oci.tar"]))
            await new ArchiveWriter(_layout).WriteOciAsync(image, "1", oci, Token);
        await using (var docker = File.Create(_folder["docker.tar"]))
            await new ArchiveWriter(_layout).WriteDockerAsync(image, "example/iris:1", docker, Token);

        // Copying reads all of it, and unpacks every layer to check its diff_id.
        await RunAsync("skopeo", "copy", form, "dir:copy", "--dest-decompress");

        var inspected = await RunAsync("skopeo", "inspect", "--config", form);
        using var config = JsonDocument.Parse(inspected);
        config.RootElement.GetProperty("config").GetProperty("User").GetString().Should().Be("65532:65532");
    }

    [Fact]
    public async Task Umoci_Layout_UnpacksToWhatWasAdded()
    {
        SkipWithout("umoci");
        await AddRealImageAsync();

        await RunAsync("umoci", "unpack", "--rootless", "--image", "layout:1", "bundle");

        var root = _folder["bundle/rootfs"];
        File.ReadAllText(Path.Combine(root, "app", "Slipway.Server")).Should().Be("#!");
        File.ResolveLinkTarget(Path.Combine(root, "app", "current"), returnFinalTarget: false)!
            .Name.Should()
            .Be("Slipway.Server");
        Directory.EnumerateFiles(root, "model.onnx", SearchOption.AllDirectories).Should().ContainSingle();
    }

    private async Task AddRealImageAsync()
    {
        var files = new LayerFiles();
        files.AddFile("app/Slipway.Server", "#!"u8.ToArray(), LayerFiles.Program);
        files.AddLink("app/current", "Slipway.Server");
        files.AddFile($"models/{string.Join('/', Enumerable.Repeat("folder", 20))}/model.onnx", "weights"u8.ToArray());
        var layer = await new LayerCache(_folder["cache"]).GetAsync(
            files,
            DateTimeOffset.UnixEpoch,
            CompressionLevel.Optimal,
            Token
        );
        var image = new ImageAssembly
        {
            Platform = Platform.LinuxAmd64,
            Layers = [(layer.Layer, "a test")],
            Process = new ProcessConfig { User = "65532:65532", EntryPoint = ["/app/Slipway.Server"] },
        }.Assemble();
        await layer.AddToAsync(_layout, progress: null, Token);
        await _layout.AddAsync(
            image.Manifest.AsManifest().Config,
            _ => Task.FromResult<Stream>(new MemoryStream(image.Config.ToArray())),
            progress: null,
            Token
        );
        await _layout.AddManifestAsync(image.Manifest, "1", Token);
    }

    private static async Task<Dictionary<string, byte[]>> ReadAsync(Func<Stream, Task> write)
    {
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        await write(first);
        await write(second);
        second.ToArray().Should().Equal(first.ToArray());

        first.Position = 0;
        var entries = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var tar = new TarReader(first);
        while (await tar.GetNextEntryAsync(copyData: true, Token) is { } entry)
        {
            using var content = new MemoryStream();
            if (entry.DataStream is { } data)
                await data.CopyToAsync(content, Token);
            entries.Add(entry.Name, content.ToArray());
        }

        return entries;
    }

    private static void SkipWithout(string program) =>
        Assert.SkipUnless(
            Environment
                .GetEnvironmentVariable("PATH")!
                .Split(':')
                .Any(path => File.Exists(Path.Combine(path, program))),
            $"{program} is not installed: apt-get install {program}"
        );

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = _folder.Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        process.ExitCode.Should().Be(0, await errors);
        return output;
    }
}
