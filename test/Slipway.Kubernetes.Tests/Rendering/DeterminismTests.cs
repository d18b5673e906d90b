using Slipway.Deployment.Manifest;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Tests.Rendering.Support;

namespace Slipway.Kubernetes.Tests.Rendering;

public sealed class DeterminismTests
{
    private const string Services = """
        name: fleet
        kubernetes: { node_selector: { b: x, a: y } }
        services:
          b: { model: m.onnx, environment: { B: one, A: two }, kubernetes: { node_selector: { d: x, c: y } } }
          a: { model: "oci://registry.example/a:1" }
          c: { image: "registry.example/c:2", scaling: true }
        pipelines:
          two: { nodes: { root: { type: sequence, steps: [{ service: a }] } } }
          one: { nodes: { root: { type: sequence, steps: [{ service: b }] } } }
        """;

    [Theory]
    [InlineData(RenderForm.Plain)]
    [InlineData(RenderForm.Resources)]
    [InlineData(RenderForm.SingleHost)]
    public void Rendering_InAnotherOrder_IsTheSame(RenderForm form)
    {
        var manifest = Fleets.Of(Services);
        var turned = Fleets.Of(Services);
        turned.Services = Turned(turned.Services);
        turned.Pipelines = Turned(turned.Pipelines);
        turned.Kubernetes.NodeSelector = Turned(turned.Kubernetes.NodeSelector);
        turned.Services["b"].Environment = Turned(turned.Services["b"].Environment!);
        turned.Services["b"].Kubernetes!.NodeSelector = Turned(turned.Services["b"].Kubernetes!.NodeSelector);

        var text = Text(manifest, form);

        Text(manifest, form).Should().Be(text, "it is the second time");
        Text(turned, form).Should().Be(text);
    }

    [Fact]
    public void Version_OfAService_IsOfWhatRunsAlone()
    {
        var one = Versions("services: { a: { model: m.onnx, replicas: 1 } }");

        Versions("services: { a: { model: m.onnx, replicas: 3, traffic: { timeout: 5s } } }").Should().Equal(one);
        Versions("services: { a: { model: m.onnx, environment: { X: y } } }").Should().NotEqual(one);
    }

    private static string[] Versions(string yaml) =>
        [
            .. Fleets
                .Render("name: fleet\n" + yaml)
                .Objects.OfType<k8s.Models.V1Deployment>()
                .Where(each => each.Metadata.Labels.ContainsKey("app.kubernetes.io/version"))
                .Select(each => each.Metadata.Labels["app.kubernetes.io/version"]),
        ];

    private static string Text(FleetManifest manifest, RenderForm form) =>
        YamlText.Of(Fleets.Render(manifest, Fleets.Options(form)).Objects);

    private static Dictionary<string, T> Turned<T>(Dictionary<string, T> values) => values.Reverse().ToDictionary();
}
