using System.Text.Json.Nodes;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Rendering.Output;
using Slipway.Kubernetes.Tests.Rendering.Support;

namespace Slipway.Kubernetes.Tests.Rendering.Output;

public sealed class KustomizeFolderTests
{
    private const string Small = """
        kubernetes: { monitoring: true }
        services:
          a: { model: m.onnx, replicas: 2, environment: { X: one }, arguments: ~ }
          b: { model: m.onnx, scaling: { max: 3 } }
        """;

    // Another namespace, a service that goes, one that comes, a mapping that appears, a list that grows.
    private const string Other = """
        kubernetes: { namespace: elsewhere, node_selector: { disk: fast }, image_pull_secrets: [pull] }
        services:
          a: { model: m.onnx, replicas: 1, environment: { X: "a/b~c", Y: "{{ two }}" }, server: { mcp: true } }
          c: { image: "registry.example/c:2", resources: { gpu: 1 } }
        """;

    [Fact]
    public async Task Kustomize_OfTheNewsroom_ComesToWhatIsRendered() =>
        await CheckAsync(
            Fleets.Newsroom(RenderForm.Plain),
            Fleets.Newsroom(RenderForm.Plain, "production"),
            TestContext.Current.CancellationToken
        );

    [Theory]
    [InlineData(RenderForm.Plain)]
    [InlineData(RenderForm.Resources)]
    public async Task Kustomize_OfAnOverlayThatChangesMuch_ComesToWhatIsRendered(RenderForm form) =>
        await CheckAsync(
            Fleets.Render("name: fleet\n" + Small, form),
            Fleets.Render("name: fleet\n" + Other, form),
            TestContext.Current.CancellationToken
        );

    [Fact]
    public void Overlay_ThatChangesNothing_HasNothingButTheBase()
    {
        var fleet = Fleets.Newsroom(RenderForm.Plain);

        var files = KustomizeFolder.Write(fleet, new Dictionary<string, RenderedFleet> { ["same"] = fleet });

        files
            .Where(file => file.Path.StartsWith("overlays/", StringComparison.Ordinal))
            .Should()
            .ContainSingle()
            .Which.Text.Should()
            .NotContain("patches")
            .And.Contain("../../base");
    }

    private static async Task CheckAsync(RenderedFleet fleet, RenderedFleet other, CancellationToken token)
    {
        Assert.SkipUnless(Kubectl.IsThere, "kubectl is not on this machine.");
        var folder = Directory.CreateTempSubdirectory("slipway-").FullName;
        try
        {
            foreach (
                var file in KustomizeFolder.Write(fleet, new Dictionary<string, RenderedFleet> { ["other"] = other })
            )
            {
                var path = Path.Combine(folder, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, file.Text, token);
            }

            Same(await Kubectl.KustomizeAsync(Path.Combine(folder, "base"), token), fleet);
            Same(await Kubectl.KustomizeAsync(Path.Combine(folder, "overlays", "other"), token), other);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Same(string yaml, RenderedFleet fleet)
    {
        var built = Sorted(yaml);
        var wanted = Sorted(YamlText.Of(fleet.Objects));
        built.Keys.Should().Equal(wanted.Keys);
        foreach (var (key, tree) in wanted)
        {
            JsonNode.DeepEquals(built[key], tree).Should().BeTrue($"{key} is\n{built[key]}\nrather than\n{tree}");
        }
    }

    private static SortedDictionary<string, JsonObject> Sorted(string yaml) =>
        new(
            YamlTree
                .Documents(yaml)
                .ToDictionary(each => $"{each.Tree["kind"]} {each.Tree["metadata"]!["name"]}", each => each.Tree),
            StringComparer.Ordinal
        );
}
