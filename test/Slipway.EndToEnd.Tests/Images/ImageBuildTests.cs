using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Images;

/// <summary>'slipway build' as a user runs it, and what others make of what it wrote.</summary>
[Collection(nameof(ImageGroup))]
public sealed class ImageBuildTests(ImageFixture images)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Build_TwiceWithCachesOfTheirOwn_IsTheSameImage()
    {
        ImageFixture.Require();

        var first = await images.BuildAsync(images.Iris, "-t", "iris:1", "-o", $"oci:{images["first"]}");
        Directory.Delete(Path.Combine(images["cache"], "slipway", "images", "layers"), recursive: true);
        var second = await images.BuildAsync(images.Iris, "-t", "iris:1", "-o", $"oci:{images["second"]}");

        Digest(second).Should().Be(Digest(first));
        var platform = first.GetProperty("platforms").EnumerateArray().Should().ContainSingle().Subject;
        platform.GetProperty("size").GetInt64().Should().BeLessThan(60_000_000);
        Kinds(platform).Should().Equal("base", "runtime", "server", "model");
        Blobs("first").Should().BeEquivalentTo(Blobs("second"));
    }

    [Fact]
    public async Task Build_AnotherVersionOfTheModel_SendsItsLayerAlone()
    {
        ImageFixture.Require();
        var package = images["versions"];
        CopyFolder(images.Iris, package);
        var reference = $"{images.CountedHost}/team/versions";
        var before = images.BytesSent;
        var first = await images.BuildAsync(package, "-t", $"{reference}:1", "--no-attestations");
        var whole = images.BytesSent - before;
        await File.AppendAllTextAsync(Path.Combine(package, "model.yaml"), "\n# the next version\n", Token);

        before = images.BytesSent;
        var second = await images.BuildAsync(package, "-t", $"{reference}:2", "--no-attestations");

        var sent = images.BytesSent - before;
        Digest(second).Should().NotBe(Digest(first));
        whole.Should().BeGreaterThan(20_000_000);
        // The model's layer, config and manifest, and the heads of requests.
        var layer = Layers(second).Single(layer => layer.GetProperty("kind").GetString() == "model");
        sent.Should().BeLessThan(layer.GetProperty("size").GetInt64() + 20_000);
        Layers(second)
            .Where(layer => layer.GetProperty("kind").GetString() != "model")
            .Select(layer => layer.GetProperty("digest").GetString())
            .Should()
            .BeSubsetOf(Layers(first).Select(layer => layer.GetProperty("digest").GetString()));
    }

    [Fact]
    public async Task Skopeo_InspectsAndCopiesFromTheRegistry()
    {
        ImageFixture.Require();
        Tools.Require(Tools.IsOnPath("skopeo"), "skopeo is not installed");
        var source = $"docker://{images.Host}/team/iris:1";

        var inspected = await RunAsync("skopeo", "inspect", "--tls-verify=false", source);
        await RunAsync(
            "skopeo",
            "copy",
            "--src-tls-verify=false",
            source,
            $"dir:{images["copied"]}",
            "--dest-decompress"
        );

        var labels = JsonElement.Parse(inspected).GetProperty("Labels");
        labels.GetProperty("slipway.model").GetString().Should().Be("iris");
        labels.GetProperty("org.opencontainers.image.base.name").GetString().Should().Be("nano");
        File.Exists(Path.Combine(images["copied"], "manifest.json")).Should().BeTrue();
    }

    [Fact]
    public async Task Umoci_UnpacksTheLayout()
    {
        ImageFixture.Require();
        Tools.Require(Tools.IsOnPath("umoci"), "umoci is not installed");
        await images.BuildAsync(images.Iris, "-t", "iris:1", "-o", $"oci:{images["layout"]}");

        await RunAsync("umoci", "unpack", "--rootless", "--image", $"{images["layout"]}:1", images["bundle"]);

        var root = Path.Combine(images["bundle"], "rootfs");
        var model = await File.ReadAllBytesAsync(Path.Combine(root, "models/iris/model.onnx"), Token);
        model.Should().Equal(await File.ReadAllBytesAsync(Path.Combine(images.Iris, "model.onnx"), Token));
        File.Exists(Path.Combine(root, "slipway/Slipway.Server")).Should().BeTrue();
        Directory.Exists(Path.Combine(root, "slipway/importers")).Should().BeFalse("models in images are imported");
        var config = JsonElement.Parse(
            await File.ReadAllTextAsync(Path.Combine(images["bundle"], "config.json"), Token)
        );
        config.GetProperty("process").GetProperty("user").GetProperty("uid").GetInt32().Should().Be(65532);
    }

    [Fact]
    public async Task Inspect_Image_ShowsModelSignatureLayersAndWhatIsAttached()
    {
        ImageFixture.Require();

        var (code, output, errors) = await images.ToolAsync("inspect", $"{images.Host}/team/iris:1", "--json");

        code.Should().Be(0, errors);
        var image = JsonElement.Parse(output);
        image.GetProperty("model").GetString().Should().Be("iris");
        image
            .GetProperty("signature")
            .GetProperty("inputs")[0]
            .GetProperty("name")
            .GetString()
            .Should()
            .Be("measurements");
        image
            .GetProperty("attached")
            .EnumerateArray()
            .Select(type => type.GetString())
            .Should()
            .Contain(["application/spdx+json", "application/vnd.in-toto+json"]);
        Kinds(image.GetProperty("platforms")[0]).Should().Equal("base", "runtime", "server", "model");
    }

    [Fact]
    public async Task Inspect_Repository_ListsItsTagsAlone()
    {
        ImageFixture.Require();

        var (code, output, errors) = await images.ToolAsync("inspect", $"{images.Host}/team/iris");

        code.Should().Be(0, errors);
        output.Trim().Should().Be($"{images.Host}/team/iris:1", "what is attached has tags that are nobody's to use");
    }

    private string[] Blobs(string layout) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(images[layout], "blobs", "sha256"))
                .Select(file => Path.GetFileName(file)),
        ];

    private static string? Digest(JsonElement image) => image.GetProperty("digest").GetString();

    private static JsonElement.ArrayEnumerator Layers(JsonElement image) =>
        image.GetProperty("platforms")[0].GetProperty("layers").EnumerateArray();

    private static IEnumerable<string?> Kinds(JsonElement platform) =>
        platform.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("kind").GetString());

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (code, output, errors) = await Tools.RunAsync(program, arguments, Limit, Token);
        code.Should().Be(0, errors);
        return output;
    }
}
