using System.IO.Compression;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Images.Services;
using Slipway.Oci.Layers;
using Slipway.Oci.Layouts;

namespace Slipway.Oci.Tests.Images.Services;

public sealed class ServiceImageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ServiceDescription Iris { get; } =
        new()
        {
            Model = "iris",
            ModelVersion = 3,
            Runtime = "onnx",
            Description = "Names flowers.",
            Signature = """{"inputs":[],"outputs":[]}""",
            ServerVersion = "1.2.3",
            Base = "nano",
        };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Assemble_Image_RunsAsNobodyAndKnowsHowItIs()
    {
        var image = await AssembleAsync(Platform.LinuxAmd64, "one");

        var config = OciJson.Read(image.Config.Span, OciJson.Context.ImageConfig, "the config").Config!;
        config.User.Should().Be("65532:65532");
        config.EntryPoint.Should().Equal("/slipway/Slipway.Server", "serve", "/models");
        config.Command.Should().BeNull();
        config.ExposedPorts!.Keys.Should().Equal("8080/tcp", "8081/tcp");
        config.Environment.Should().Contain(["SLIPWAY_HOST=*", "ORT_DISABLE_TELEMETRY=1", "MORE=1"]);
        config.HealthCheck!.Test.Should().Equal("CMD", "/slipway/Slipway.Server", "probe");
        config.StopSignal.Should().Be("SIGTERM");
    }

    [Fact]
    public void Process_OfAProgram_IsLikeThatOfAModelButForWhatItStarts()
    {
        var program = new ProgramDescription
        {
            Name = "Facts",
            Version = "1.2.0",
            ServerVersion = "0.1.0",
            Base = "nano",
        };

        var process = ServiceImage.Process(program, "Facts", ["MORE=1"]);

        var server = ServiceImage.Process(Iris, ["MORE=1"]);
        process
            .Should()
            .BeEquivalentTo(
                server with
                {
                    EntryPoint = ["/app/Facts"],
                    WorkingDirectory = "/app",
                    HealthCheck = null,
                    Labels = program.ToLabels(),
                }
            );
        ProgramDescription.FromLabels(process.Labels).Should().BeEquivalentTo(program);
        ServiceDescription.FromLabels(process.Labels).Should().BeNull("it is not known which models are in it");
    }

    [Fact]
    public void Process_OfAPackageThatCallsItselfOtherwise_TellsTheServerTheName()
    {
        ServiceImage.Process(Iris, []).EntryPoint.Should().EndWith(["serve", "/models"]);

        ServiceImage
            .Process(Iris with { Model = "flowers", IsRenamed = true }, [])
            .EntryPoint.Should()
            .EndWith(["serve", "/models/flowers", "--name", "flowers"]);
    }

    [Fact]
    public void Process_OfTheServerAlone_ServesWhatStandsBehindTheImage()
    {
        var process = ServiceImage.Process(new ProgramDescription { Name = "slipway-server" });

        process.EntryPoint.Should().Equal("/slipway/Slipway.Server", "serve");
        process.HealthCheck!.Test.Should().Equal("CMD", "/slipway/Slipway.Server", "probe");
    }

    [Fact]
    public async Task Assemble_Layers_SayWhatTheyAre()
    {
        var image = await AssembleAsync(Platform.LinuxAmd64, "one");

        image
            .Manifest.AsManifest()
            .Layers.Select(layer => layer.Annotations![ServiceImage.LayerAnnotation])
            .Should()
            .Equal("server", "model");
    }

    [Fact]
    public void Labels_Description_ComesBack() =>
        ServiceDescription.FromLabels(Iris.ToLabels()).Should().BeEquivalentTo(Iris);

    [Fact]
    public void Labels_OfTheUser_TakeThePlaceOfOurs()
    {
        var labels = (
            Iris with
            {
                Further = new Dictionary<string, string>
                {
                    ["org.opencontainers.image.title"] = "Flowers",
                    ["team"] = "a",
                },
            }
        ).ToLabels();

        labels["org.opencontainers.image.title"].Should().Be("Flowers");
        labels["team"].Should().Be("a");
        ServiceImage.Standard(labels).Keys.Should().OnlyContain(name => name.StartsWith("org.opencontainers"));
    }

    [Fact]
    public void Labels_OfSomethingElse_AreNoService() =>
        ServiceDescription.FromLabels(new Dictionary<string, string> { ["team"] = "a" }).Should().BeNull();

    [Fact]
    public async Task Content_OfTwoPlatforms_IsAnIndexThatCanBeCopied()
    {
        var content = new ImageContent();
        foreach (
            var (platform, text) in new[] { (Platform.LinuxAmd64, "for amd64"), (Platform.LinuxArm64, "for arm64") }
        )
        {
            var layers = await LayersAsync(text);
            content.Add(Assemble(platform, layers), layers, below: null);
        }

        var root = content.Root(annotations: null);
        var layout = LayoutFolder.OpenOrCreate(_folder["layout"]);
        using (var copy = new ContentCopy(content, layout, new ContentCopyOptions()))
            await copy.RunAsync(root.Descriptor.Digest.ToString(), "1", Token);

        var arm = await BaseImage.ReadAsync(layout, "1", Platform.LinuxArm64, Token);
        arm.Layers.Should().HaveCount(2);
        arm.Config.Architecture.Should().Be("arm64");
        content.Images.Select(image => image.Platform).Should().Equal(Platform.LinuxAmd64, Platform.LinuxArm64);
    }

    [Fact]
    public async Task Content_LayerThatWasDamagedInTheCache_IsNotWritten()
    {
        var content = new ImageContent();
        var layers = await LayersAsync("one");
        content.Add(Assemble(Platform.LinuxAmd64, layers), layers, below: null);
        var bytes = await File.ReadAllBytesAsync(layers[0].File, Token);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(layers[0].File, bytes, Token);

        var layout = LayoutFolder.OpenOrCreate(_folder["layout"]);
        using var copy = new ContentCopy(content, layout, new ContentCopyOptions());
        var run = () => copy.RunAsync(content.Root(null).Descriptor.Digest.ToString(), "1", Token);

        (await run.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("corrupt-content");
        layout.List().Should().BeEmpty();
    }

    [Fact]
    public async Task Cache_SameKey_DoesNotGatherAgain()
    {
        var cache = new LayerCache(_folder["cache"]);
        var gathered = 0;
        Task<LayerFiles> GatherAsync(CancellationToken token)
        {
            gathered++;
            return Task.FromResult(Files("one"));
        }

        var first = await cache.GetAsync("key", GatherAsync, DateTimeOffset.UnixEpoch, CompressionLevel.Fastest, Token);
        var second = await cache.GetAsync(
            "key",
            GatherAsync,
            DateTimeOffset.UnixEpoch,
            CompressionLevel.Fastest,
            Token
        );
        gathered.Should().Be(1);
        second.Should().Be(first);

        await cache.GetAsync("other", GatherAsync, DateTimeOffset.UnixEpoch, CompressionLevel.Fastest, Token);
        await cache.GetAsync("key", GatherAsync, DateTimeOffset.UnixEpoch.AddDays(1), CompressionLevel.Fastest, Token);
        File.Delete(first.File);
        var again = await cache.GetAsync("key", GatherAsync, DateTimeOffset.UnixEpoch, CompressionLevel.Fastest, Token);

        gathered.Should().Be(4);
        again.Should().Be(first);
    }

    private async Task<AssembledImage> AssembleAsync(Platform platform, string text) =>
        Assemble(platform, await LayersAsync(text));

    private static AssembledImage Assemble(Platform platform, IReadOnlyList<CachedLayer> layers) =>
        ServiceImage.Assemble(
            platform,
            below: null,
            [("server", layers[0].Layer), ("model", layers[1].Layer)],
            ServiceImage.Process(Iris, ["MORE=1"]),
            DateTimeOffset.UnixEpoch
        );

    private async Task<IReadOnlyList<CachedLayer>> LayersAsync(string text)
    {
        var cache = new LayerCache(_folder["cache"]);
        return
        [
            await cache.GetAsync(Files(text), DateTimeOffset.UnixEpoch, CompressionLevel.Fastest, Token),
            await cache.GetAsync(Files("model"), DateTimeOffset.UnixEpoch, CompressionLevel.Fastest, Token),
        ];
    }

    private static LayerFiles Files(string text)
    {
        var files = new LayerFiles();
        files.AddFile($"opt/{text.Replace(' ', '-')}", System.Text.Encoding.UTF8.GetBytes(text));
        return files;
    }
}
