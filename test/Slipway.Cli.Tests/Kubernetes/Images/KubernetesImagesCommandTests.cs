using Slipway.Cli.Kubernetes.Images;
using Slipway.Cli.Tests.Fakes;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Kubernetes.Images;

public sealed class KubernetesImagesCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Images_NowhereToGo_SaysHowToName()
    {
        using var host = new CliHost(_folder.Path);

        var result = await host.RunAsync("kubernetes", "images");

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("--registry PREFIX, --output FOLDER, or both");
    }

    [Fact]
    public async Task Images_ToolThatIsInstalled_SaysThatItNeedsACheckout()
    {
        using var host = new CliHost();

        var result = await host.RunAsync("kubernetes", "images", "--output", _folder["out"]);

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("of no checkout");
    }

    [Fact]
    public async Task Images_ServicesOfNoManifest_AsksForIt()
    {
        using var host = new CliHost(_folder.Path);

        var result = await host.RunAsync("kubernetes", "images", "--part", "services", "--output", _folder["out"]);

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("name the manifest whose services they are");
    }

    [Fact]
    public async Task Images_ManifestWithMistakes_TellsThemAll()
    {
        _folder.Write("slipway.yaml", "name: fleet\nservices: { a: { modell: m.onnx } }");
        using var host = new CliHost();

        var result = await host.RunAsync(
            "kubernetes",
            "images",
            _folder.Path,
            "--part",
            "services",
            "--output",
            _folder["out"]
        );

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("modell");
    }

    [Fact]
    public async Task Parts_OfAManifest_AreCalledAsRenderCallsThem()
    {
        _folder.Write("m.onnx", "model");
        _folder.Write(
            "slipway.yaml",
            "name: fleet\nservices: { a: { model: m.onnx }, b: { image: r.example/b:1 }, c: { model: 'oci://r.example/c:1' } }"
        );
        using var host = new CliHost();
        var rendered = await host.RunAsync("render", "kubernetes", _folder.Path, "--registry", "r.example/team");

        var parts = await ServiceParts.OfAsync(
            host.Environment.Console,
            _folder.Path,
            new Deployment.Manifest.ManifestOptions { Target = Deployment.Manifest.FleetTarget.Kubernetes },
            "r.example/team",
            [],
            TestContext.Current.CancellationToken
        );

        var part = parts.Should().ContainSingle().Subject;
        (part.Service, part.FileName).Should().Be(("a", "fleet-a"));
        rendered.Output.Should().Contain($"image: \"{part.Reference}\"");
    }

    [Fact]
    public async Task Images_UnknownOption_NamesTheWholeCommand()
    {
        using var host = new CliHost();

        var result = await host.RunAsync("kubernetes", "images", "--nonsense");

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("Run 'slipway kubernetes images --help'");
    }

    [Fact]
    public void Parts_OfACheckout_AreThoseThatAreThere()
    {
        _folder.Write("src/Slipway.Gateway/Slipway.Gateway.csproj", "<Project/>");

        ClusterPart.Of(_folder.Path, []).Select(part => part.Name).Should().Equal("gateway");

        var unknown = () => ClusterPart.Of(_folder.Path, ["operator"]);
        unknown.Should().Throw<CliException>().WithMessage("--part 'operator' is none: there is gateway.");
    }

    [Fact]
    public void Parts_WhichAreThereNow_AreOfThisCheckout() =>
        ClusterPart
            .Of(FindRoot(), [])
            .Select(part => part.Name)
            .Should()
            .Contain("gateway", "its project must be where the list says");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Slipway.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
