using System.Diagnostics;
using System.Text.Json;
using Slipway.Errors;
using Slipway.Oci.Artifacts;
using Slipway.Oci.Content;
using Slipway.Oci.Layers;
using Slipway.Oci.Layouts;
using Slipway.Oci.References;
using Slipway.Oci.Registries;
using Slipway.Oci.Tests.Registries;
using Slipway.TestUtilities;

namespace Slipway.Oci.Tests.Artifacts;

/// <summary>Models on their way to a real registry and back.</summary>
public sealed class ModelPushTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly RegistryClient _client = new(new RegistryOptions { FirstWait = TimeSpan.FromMilliseconds(1) });
    private DockerRegistry _registry = null!;
    private FaultyProxy _proxy = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _registry = await DockerRegistry.StartAsync();
        _proxy = new FaultyProxy(_registry.Port);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        if (_registry is not null)
            await _registry.DisposeAsync();
        _folder.Dispose();
    }

    public static TheoryData<string, string[]> Forms =>
        new()
        {
            { "iris.onnx", ["iris.onnx"] },
            { "iris", ["iris/model.yaml", "iris/model.onnx", "iris/empty.txt", "iris/README.md"] },
            { "iris", ["iris/1/model.onnx", "iris/2/model.onnx", "iris/2/model.onnx.data", "iris/ søknad.txt"] },
        };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Push_ThenPull_GivesTheSameFiles(string path, string[] files)
    {
        foreach (var file in files)
            Write(file, Noise(10_000 + files.Length));
        File.WriteAllBytes(_folder[files[^1]], []);

        await PushAsync(path, Open(), "1");
        foreach (var tag in (string[])["1", "1-files"])
        {
            await PullAsync(Open(), tag, $"out/{tag}");
            var original = Directory.Exists(_folder[path]) ? _folder[path] : _folder.Root;
            Contents($"out/{tag}")
                .Should()
                .Equal(
                    files
                        .Select(file => (file[(file.IndexOf('/') + 1)..]))
                        .Order(StringComparer.Ordinal)
                        .Select(name => $"{name} {Digest.Of(File.ReadAllBytes(Path.Combine(original, name)))}")
                );
        }
    }

    [Fact]
    public async Task Push_SameFiles_IsTheSameEverywhere()
    {
        Write("a/iris/1/model.onnx", [1, 2, 3]);
        Write("a/iris/labels.txt", [4]);
        Write("b/iris/labels.txt", [4]);
        Write("b/iris/1/model.onnx", [1, 2, 3]);
        File.SetLastWriteTimeUtc(_folder["b/iris/labels.txt"], DateTime.UnixEpoch);

        var layout = LayoutFolder.OpenOrCreate(_folder["layout"]);
        var one = await PushAsync("a/iris", Open(), "1");
        var two = await PushAsync("b/iris", layout, "x");

        two.Should().Be(one);
        (await layout.ResolveAsync("x-files", Token)).Descriptor.Should().Be(one.Files);
    }

    /// <summary>The members that the specification asks for, and the words by which others find the files.</summary>
    [Fact]
    public async Task Push_Artifact_IsThatOfTheModelSpecification()
    {
        Write("iris/model.onnx", [1, 2, 3]);
        Write("iris/model.yaml", [4]);
        Write("iris/README.md", [5]);
        Write("iris/notes.bin", [6]);
        var layout = LayoutFolder.OpenOrCreate(_folder["layout"]);

        await PushAsync("iris", layout, "1");

        var manifest = (await layout.ResolveAsync("1", Token)).AsManifest();
        manifest.ArtifactType.Should().Be("application/vnd.cncf.model.manifest.v1+json");
        manifest.MediaType.Should().Be(MediaTypes.Manifest);
        manifest
            .Layers.Select(layer => $"{layer.Annotations!["org.cncf.model.filepath"]} {layer.MediaType}")
            .Should()
            .Equal(
                "README.md application/vnd.cncf.model.doc.v1.raw",
                "model.onnx application/vnd.cncf.model.weight.v1.raw",
                "model.yaml application/vnd.cncf.model.weight.config.v1.raw",
                "notes.bin application/vnd.cncf.model.weight.v1.raw"
            );
        manifest
            .Layers.Select(layer => layer.Annotations!.GetValueOrDefault("org.cncf.model.file.mediatype.untested"))
            .Should()
            .Equal(null, null, null, "true");
        manifest.Layers.Should().OnlyContain(layer => layer.Annotations!["org.opencontainers.image.title"].Length > 0);
        JsonSerializer
            .Deserialize<JsonElement>(manifest.Layers[1].Annotations!["org.cncf.model.file.metadata+json"])
            .GetProperty("mode")
            .GetInt32()
            .Should()
            .Be(Convert.ToInt32("644", 8));

        manifest.Config.MediaType.Should().Be("application/vnd.cncf.model.config.v1+json");
        var config = await TestImage.ReadAsync(layout, manifest.Config);
        config
            .Should()
            .Be(
                $$$"""{"descriptor":{"name":"iris"},"config":{"format":"onnx"},"modelfs":{"type":"layers","diffIds":["{{{string.Join(
                    "\",\"",
                    manifest.Layers.Select(layer => layer.Digest)
                )}}}"]}}"""
            );
    }

    [Fact]
    public async Task Push_SecondVersion_SendsOnlyTheNewFile()
    {
        var (large, small) = (Noise(4 << 20), Noise(50_000));
        Write("iris/encoder.onnx", large);
        Write("iris/labels.txt", small);
        await PushAsync("iris", Open(proxied: true), "1", withFiles: false);
        var before = _proxy.BytesToRegistry;

        Write("iris/labels.txt", Noise(50_000));
        await PushAsync("iris", Open(proxied: true), "2", withFiles: false);

        (_proxy.BytesToRegistry - before).Should().BeInRange(50_000, 60_000);
    }

    /// <summary>By a tool that is not ours: what it unpacks is what an engine mounts.</summary>
    [Fact]
    public async Task Push_ImageOfFiles_IsUnpackedByUmoci()
    {
        SkipWithout("umoci");
        SkipWithout("skopeo");
        Write("iris/1/model.onnx", Noise(1000));
        var layout = LayoutFolder.OpenOrCreate(_folder["layout"]);
        await PushAsync("iris", layout, "1");

        // umoci knows no platforms; skopeo takes the one of this machine.
        await RunAsync("skopeo", "copy", $"oci:{_folder["layout"]}:1-files", $"oci:{_folder["one"]}:1");
        await RunAsync("umoci", "raw", "unpack", "--rootless", "--image", $"{_folder["one"]}:1", _folder["root"]);

        File.ReadAllBytes(_folder["root/1/model.onnx"]).Should().Equal(File.ReadAllBytes(_folder["iris/1/model.onnx"]));
        var images = (await layout.ResolveAsync("1-files", Token)).AsIndex().Manifests;
        images.Select(image => image.Platform!.ToString()).Should().Equal("linux/amd64", "linux/arm64");
    }

    [Fact]
    public async Task Push_ToARegistry_IsReadBySkopeo()
    {
        SkipWithout("skopeo");
        Write("iris/1/model.onnx", Noise(1000));
        await PushAsync("iris", Open(), "1");

        foreach (var tag in (string[])["1", "1-files"])
        {
            await RunAsync(
                "skopeo",
                "copy",
                "--all",
                "--src-tls-verify=false",
                $"docker://{_registry.Host}/team/iris:{tag}",
                $"oci:{_folder["copied"]}:{tag}"
            );
            await PullAsync(LayoutFolder.Open(_folder["copied"]), tag, $"out/{tag}");
            File.Exists(_folder[$"out/{tag}/1/model.onnx"]).Should().BeTrue();
        }
    }

    [Fact]
    public async Task Push_CutInTheMiddle_EndsRight()
    {
        Write("iris/model.onnx", Noise(6 << 20));
        _proxy.CutUpload(2 << 20);

        await PushAsync("iris", Open(proxied: true), "1");

        _proxy.Cuts.Should().Be(1);
        _proxy.CutDownload(1 << 20);
        await PullAsync(Open(proxied: true), "1", "out");
        Contents("out").Should().Equal(Contents("iris"));
    }

    [Fact]
    public async Task Pull_CorruptedBlob_IsRefusedAndNothingIsThere()
    {
        Write("iris/model.onnx", Noise(100_000));
        await PushAsync("iris", Open(), "1");
        var digest = Digest.Of(File.ReadAllBytes(_folder["iris/model.onnx"]));
        var stored = _registry.FileOf(digest.Hex);
        var bytes = File.ReadAllBytes(stored);
        bytes[50_000]++;
        File.WriteAllBytes(stored, bytes);

        var pull = () => PullAsync(Open(), "1", "out/iris");

        (await pull.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("corrupt-content");
        Directory.EnumerateFileSystemEntries(_folder["out"]).Should().BeEmpty();
    }

    [Fact]
    public async Task Pull_FullDisk_SaysSoAndNothingIsThere()
    {
        using var disk = SmallDisk.Mount(_folder["disk"]);
        Write("iris/model.onnx", Noise(2 << 20));
        await PushAsync("iris", Open(), "1");

        var pull = () => PullAsync(Open(), "1", "disk/iris");

        (await pull.Should().ThrowAsync<ServingException>().WithMessage("*No space left*"))
            .Which.Reason.Should()
            .Be("cannot-write");
        Directory.EnumerateFileSystemEntries(_folder["disk"]).Should().BeEmpty();
    }

    [Fact]
    public async Task Pull_UnknownTag_SaysSo()
    {
        var pull = () => PullAsync(Open(), "none", "out");
        (await pull.Should().ThrowAsync<ServingException>()).Which.Code.Should().Be(ServingErrorCode.NotFound);
        Directory.Exists(_folder["out"]).Should().BeFalse();
    }

    [Fact]
    public async Task Push_TagThatLeavesNoRoom_IsRefused()
    {
        Write("iris.onnx", [1]);
        var push = () => PushAsync("iris.onnx", Open(), new string('a', 123));
        await push.Should().ThrowAsync<ServingException>().WithMessage("*too long*");
    }

    private RegistryRepository Open(bool proxied = false) =>
        _client.Open(ImageReference.Parse($"{(proxied ? _proxy.Host : _registry.Host)}/team/iris"));

    private async Task<PushedModel> PushAsync(string path, IContentTarget target, string tag, bool withFiles = true)
    {
        // What is there already is not sent: for counting, the image of files alone goes elsewhere.
        if (!withFiles)
        {
            var content = new PreparedContent("iris");
            var artifact = await ModelArtifact.PrepareAsync(ModelFiles.Of(_folder[path]), content, Token);
            using var copy = new ContentCopy(content, target, new ContentCopyOptions());
            await copy.RunAsync(artifact.Descriptor.Digest.ToString(), tag, Token);
            return new PushedModel(artifact.Descriptor, artifact.Descriptor);
        }

        var push = new ModelPush(target, new LayerCache(_folder["layers"]), new ContentCopyOptions());
        return await push.RunAsync(ModelFiles.Of(_folder[path]), tag, Token);
    }

    private async Task PullAsync(IContentSource source, string tag, string folder)
    {
        var model = await StoredModel.FindAsync(source, tag, Token);
        await new ModelPull(source, 1 << 30, new ContentCopyOptions()).RunAsync(model, _folder[folder], false, Token);
    }

    private void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        File.WriteAllBytes(_folder[path], content);
    }

    private IEnumerable<string> Contents(string folder) =>
        Directory
            .EnumerateFiles(_folder[folder], "*", SearchOption.AllDirectories)
            .Select(file => $"{Path.GetRelativePath(_folder[folder], file)} {Digest.Of(File.ReadAllBytes(file))}")
            .Order(StringComparer.Ordinal);

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }

    private static void SkipWithout(string program) =>
        Assert.SkipUnless(
            Environment
                .GetEnvironmentVariable("PATH")!
                .Split(':')
                .Any(path => File.Exists(Path.Combine(path, program))),
            $"{program} is not installed: apt-get install {program}"
        );

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var (output, error) = (
            process.StandardOutput.ReadToEndAsync(Token),
            process.StandardError.ReadToEndAsync(Token)
        );
        await process.WaitForExitAsync(Token);
        process.ExitCode.Should().Be(0, $"{program} said: {await output} {await error}");
    }
}
