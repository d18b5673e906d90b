using Slipway.Cli.Tests.Fakes;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Kubernetes;

public sealed class RenderKubernetesCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Render_AManifest_WritesOneStreamWithImagesNamedByTheirFiles()
    {
        Write("name: fleet\nservices: { a: { model: m.onnx }, b: { project: app } }");

        var first = await RunAsync("--registry", "registry.example/team");
        await File.AppendAllTextAsync(_folder["app/Program.cs"], "// more", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["app/obj/x"], "built", TestContext.Current.CancellationToken);
        var second = await RunAsync("--registry", "registry.example/team");
        await File.WriteAllTextAsync(_folder["app/obj/x"], "built again", TestContext.Current.CancellationToken);
        var third = await RunAsync("--registry", "registry.example/team");

        (first.Code, first.Error).Should().Be((ExitCodes.Ok, ""));
        first.Output.Should().StartWith("---\napiVersion: v1\n").And.Contain("namespace: fleet");
        Images(first.Output)
            .Should()
            .SatisfyRespectively(
                one => one.Should().MatchRegex("^registry.example/team/fleet-a:[0-9a-f]{12}$"),
                two => two.Should().MatchRegex("^registry.example/team/fleet-b:[0-9a-f]{12}$"),
                gateway => gateway.Should().StartWith("registry.example/team/slipway-gateway:")
            );
        Images(second.Output)[0].Should().Be(Images(first.Output)[0], "its files are the same");
        Images(second.Output)[1].Should().NotBe(Images(first.Output)[1]);
        third.Output.Should().Be(second.Output, "what is built is no source");
    }

    [Fact]
    public async Task Render_WithoutRegistry_NamesImagesAsThisMachineDoesAndSaysSo()
    {
        Write("name: fleet\nservices: { a: { model: m.onnx } }");

        var result = await RunAsync();

        result.Code.Should().Be(ExitCodes.Ok);
        Images(result.Output)[0].Should().MatchRegex("^slipway.local/fleet/a:[0-9a-f]{12}$");
        result.Error.Should().Contain("nodes pull none of them").And.Contain("--registry");
    }

    [Theory]
    [InlineData("plain", "registry.example/team/slipway-server:")]
    [InlineData("resources", null)]
    public async Task Render_AModelAtAnAddress_IsServedByTheServersOwnImage(string form, string? image)
    {
        Write("name: fleet\nservices: { a: { model: 'oci://registry.example/a:1' } }");

        var result = await RunAsync("--registry", "registry.example/team", "--form", form);

        result.Code.Should().Be(ExitCodes.Ok, result.Error);
        var images = Images(result.Output);
        if (image is null)
            images.Should().ContainSingle("the operator has one").Which.Should().Contain("gateway");
        else
            images[0].Should().StartWith(image);
    }

    [Fact]
    public async Task Render_WithImagesAndNamespace_HasThem()
    {
        Write("name: fleet\nservices: { a: { image: \"registry.example/a:1\" } }");

        var result = await RunAsync(
            "--image",
            "a=registry.example/a:2",
            "--image",
            "gateway=registry.example/g:3",
            "-n",
            "other"
        );

        (result.Code, result.Error).Should().Be((ExitCodes.Ok, ""));
        Images(result.Output).Should().Equal("registry.example/a:2", "registry.example/g:3");
        result.Output.Should().Contain("namespace: other").And.NotContain("namespace: fleet");
    }

    [Fact]
    public async Task Render_IntoAFolder_WritesABaseAndAnOverlayForEachAndForgetsWhatIsGone()
    {
        Write("name: fleet\nservices: { a: { image: \"r.example/a:1\" }, b: { image: \"r.example/b:1\" } }");
        await File.WriteAllTextAsync(
            _folder["slipway.one.yaml"],
            "services: { a: { replicas: 3 } }",
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            _folder["slipway.two.yaml"],
            "services: { b: { replicas: 0 } }",
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            _folder["slipway.old.1.yaml"],
            "no: overlay",
            TestContext.Current.CancellationToken
        );
        var gateway = (string[])["--image", "gateway=r.example/g:1"];

        var all = await RunAsync(["--output", _folder["out"], .. gateway]);
        await File.WriteAllTextAsync(_folder["out/mine.txt"], "", TestContext.Current.CancellationToken);
        Write("name: fleet\nservices: { a: { image: \"r.example/a:1\" } }");
        var one = await RunAsync(["--output", _folder["out"], "-e", "one", .. gateway]);

        (all.Code, all.Error, all.Output).Should().Be((ExitCodes.Ok, "", ""));
        (one.Code, one.Error).Should().Be((ExitCodes.Ok, ""));
        Directory
            .EnumerateFiles(_folder["out"], "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_folder["out"], file))
            .Should()
            .BeEquivalentTo(
                ".slipway-rendered",
                "mine.txt",
                "base/kustomization.yaml",
                "base/a.yaml",
                "base/gateway.yaml",
                "overlays/one/kustomization.yaml",
                "overlays/one/a.yaml",
                "overlays/one/a.deployment.patch.yaml"
            );
    }

    [Fact]
    public async Task Render_AsAChart_WritesOne()
    {
        Write("name: fleet\nservices: { a: { image: \"r.example/a:1\" } }");

        var result = await RunAsync("--helm", _folder["chart"], "--registry", "r.example");

        (result.Code, result.Error).Should().Be((ExitCodes.Ok, ""));
        File.Exists(_folder["chart/Chart.yaml"]).Should().BeTrue();
        (await File.ReadAllTextAsync(_folder["chart/templates/a.yaml"], TestContext.Current.CancellationToken))
            .Should()
            .Contain("image: {{ (index .Values.services \"a\").image | quote }}");
    }

    [Theory]
    [InlineData("--image x=r.example/x:1", "--image x=…: the fleet has no service 'x'.")]
    [InlineData("--image a", "--image takes SERVICE=REFERENCE, not 'a'.*")]
    [InlineData("--image a=UPPER/x:1", "--image a=UPPER/x:1: *")]
    [InlineData("--registry https://r.example", "--registry https://r.example: *")]
    [InlineData("--namespace A", "'A' cannot be the name of a namespace*")]
    [InlineData("--output x --helm y", "--output and --helm are two forms*")]
    [InlineData("--single-host --helm y", "--single-host is one stream*")]
    [InlineData("--single-host --form resources", "--single-host has no operator*")]
    [InlineData("--single-host -n x", "Podman knows no namespaces*")]
    [InlineData("--form chart", "*'resources'* Run 'slipway render kubernetes --help' for what it takes.")]
    [InlineData("--target kubernetes", "*--target*")]
    public async Task Render_WhatCannotBe_IsRefusedWithTheRemedy(string arguments, string expected)
    {
        Write("name: fleet\nservices: { a: { model: m.onnx } }");

        var result = await RunAsync(arguments.Split(' '));

        (result.Code, result.Output).Should().Be((ExitCodes.Usage, ""));
        result.Error.TrimEnd().Should().Match($"slipway: {expected}");
    }

    [Fact]
    public async Task Render_AManifestWithMistakes_TellsThem()
    {
        Write("services: { a: { model: none, resources: { gpu: 0 } } }");

        var result = await RunAsync();

        result.Code.Should().Be(ExitCodes.Usage);
        result
            .Error.Should()
            .Contain(":1:25: services.a.model")
            .And.Contain("resources.gpu")
            .And.Contain("2 problems in");
    }

    [Theory]
    [InlineData("up")]
    [InlineData("plan")]
    public async Task FleetsOfThisMachine_OfACluster_SayWhatToUse(string command)
    {
        Write("target: kubernetes\nservices: { a: { model: m.onnx } }");
        using var host = new CliHost();

        var result = await host.RunAsync(command, _folder.Path, "--state", _folder["state"]);

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("'slipway deploy --target kubernetes'").And.Contain("--target process");
    }

    public void Dispose() => _folder.Dispose();

    private static List<string> Images(string yaml) =>
        [
            .. yaml.Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.StartsWith("image: ", StringComparison.Ordinal))
                .Select(line => line["image: ".Length..].Trim('"')),
        ];

    private async Task<CliResult> RunAsync(params string[] arguments)
    {
        using var host = new CliHost();
        return await host.RunAsync(["render", "kubernetes", _folder.Path, .. arguments]);
    }

    private void Write(string yaml)
    {
        File.WriteAllText(_folder["m.onnx"], "model");
        Directory.CreateDirectory(_folder["app/obj"]);
        File.WriteAllText(_folder["app/App.csproj"], "<Project/>");
        File.WriteAllText(_folder["app/Program.cs"], "");
        File.WriteAllText(_folder["slipway.yaml"], yaml);
    }
}
