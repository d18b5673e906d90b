using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Rendering.Output;
using Slipway.Kubernetes.Tests.Rendering.Support;

namespace Slipway.Kubernetes.Tests.Rendering;

public sealed class GoldenTests
{
    [Theory]
    [InlineData(RenderForm.Plain, "plain")]
    [InlineData(RenderForm.Resources, "resources")]
    [InlineData(RenderForm.SingleHost, "single-host")]
    public void Newsroom_AsOneStream_IsAsBefore(RenderForm form, string folder) =>
        GoldenFiles.Check(folder, [new OutputFile("newsroom.yaml", YamlText.Of(Fleets.Newsroom(form).Objects))]);

    [Fact]
    public void Newsroom_AsKustomizeBaseAndOverlays_IsAsBefore() =>
        GoldenFiles.Check(
            "kustomize",
            KustomizeFolder.Write(
                Fleets.Newsroom(RenderForm.Plain),
                new Dictionary<string, RenderedFleet>
                {
                    ["production"] = Fleets.Newsroom(RenderForm.Plain, "production"),
                }
            )
        );

    [Fact]
    public void Newsroom_AsHelmChart_IsAsBefore() =>
        GoldenFiles.Check("helm", HelmChart.Write(Fleets.Newsroom(RenderForm.Plain), "0.1.0"));
}
