using System.Text.Json.Nodes;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Rendering.Output;
using Slipway.Kubernetes.Tests.Rendering.Support;

namespace Slipway.Kubernetes.Tests.Rendering.Output;

public sealed class HelmChartTests
{
    private const string Braces = """
        name: fleet
        services:
          a-b:
            model: m.onnx
            environment: { X: "{{ .Values.secret }}", Y: "}} {{{ SlipwayValue0End", Z: "a \"quoted\" text" }
            scaling: { min: 2, max: 5 }
          c: { image: "registry.example/c:2", resources: { cpu: 0.5, memory: 1GiB, gpu: 2 } }
        """;

    [Theory]
    [InlineData(null)]
    [InlineData("production")]
    public void Chart_WithItsOwnValues_ComesToWhatIsRendered(string? environment)
    {
        var fleet = Fleets.Newsroom(RenderForm.Plain, environment);

        Same(HelmTemplate.Evaluate(HelmChart.Write(fleet, "0.1.0"), fleet.Namespace!), fleet);
    }

    [Theory]
    [InlineData(RenderForm.Plain)]
    [InlineData(RenderForm.Resources)]
    public void Chart_OfTextsThatLookLikeTemplates_HasThemAsTheyAre(RenderForm form)
    {
        var fleet = Fleets.Render(Braces, form);

        Same(HelmTemplate.Evaluate(HelmChart.Write(fleet, "0.1.0"), fleet.Namespace!), fleet);
    }

    [Fact]
    public void Chart_WithOtherValues_HasThem()
    {
        var chart = HelmChart.Write(Fleets.Render(Braces), "0.1.0");
        var values = YamlTree.Parse(chart.Single(file => file.Path == "values.yaml").Text);
        values["services"]!["a-b"]!["image"] = "registry.example/other:9";
        values["services"]!["a-b"]!["scaling"]!["max"] = 12;
        values["services"]!["c"]!["replicas"] = 7;
        values["gateway"]!["resources"] = new JsonObject { ["limits"] = new JsonObject { ["memory"] = "1Gi" } };

        var written = string.Concat(
            chart
                .Where(file =>
                    file.Path.StartsWith("templates/", StringComparison.Ordinal) && file.Path != "templates/NOTES.txt"
                )
                .Select(file => HelmTemplate.Evaluate(file.Text, values, "other"))
        );

        StrictObjects.Read(written).Should().NotBeEmpty();
        written
            .Should()
            .Contain("image: \"registry.example/other:9\"")
            .And.Contain("maxReplicas: 12")
            .And.Contain("replicas: 7")
            .And.Contain("        resources:\n          limits:\n            memory: 1Gi\n")
            .And.Contain("namespace: other");
    }

    [Fact]
    public void Chart_OfAFleet_SaysWhatHelmAsksFor()
    {
        var chart = YamlTree.Parse(
            HelmChart.Write(Fleets.Render(Braces), "1.2.3").Single(file => file.Path == "Chart.yaml").Text
        );

        (chart["apiVersion"]!.ToString(), chart["name"]!.ToString(), chart["version"]!.ToString())
            .Should()
            .Be(("v2", "fleet", "1.2.3"));
    }

    private static void Same(string yaml, RenderedFleet fleet)
    {
        var wanted = YamlTree
            .Documents(YamlText.Of(fleet.Objects))
            .Select(document =>
            {
                document.Tree["metadata"]!.AsObject().Remove("namespace");
                return document.Tree;
            })
            .ToList();
        var written = YamlTree.Documents(yaml).Select(document => document.Tree).ToList();
        written.Should().HaveCount(wanted.Count);
        foreach (var (one, other) in written.Zip(wanted))
        {
            JsonNode.DeepEquals(one, other).Should().BeTrue($"it is\n{one}\nrather than\n{other}");
        }
    }
}
