using System.Text.Json;
using Slipway.Configuration;
using Slipway.Deployment.Pipelines;
using Slipway.Deployment.Tests.Manifest;

namespace Slipway.Deployment.Tests.Pipelines;

/// <summary>What the guide shows works as it stands there.</summary>
public sealed class PipelineGuideTests
{
    private const string Begin = "```yaml\n";
    private const string End = "```";

    [Fact]
    public void Guide_Examples_AreWithoutMistakes()
    {
        var guide = File.ReadAllText(Checkout.Path("docs/guides/pipelines.md"));
        string[] examples =
        [
            .. guide.Split(Begin).Skip(1).Select(rest => rest[..rest.IndexOf(End, StringComparison.Ordinal)]),
        ];
        examples.Should().HaveCount(3);
        foreach (var example in examples)
        {
            var (root, _) = YamlReader.Parse(new StringReader(example), "pipelines.md");
            var manifest = root.Deserialize(DeploymentJson.Default.FleetManifest)!;
            var steps = manifest
                .Pipelines.Values.SelectMany(pipeline => pipeline.Nodes.Values)
                .SelectMany(node => node.Steps);
            PipelineChecker
                .Check(manifest.Pipelines, [.. steps.Select(step => step.Service).OfType<string>()])
                .Should()
                .BeEmpty();
        }
    }
}
